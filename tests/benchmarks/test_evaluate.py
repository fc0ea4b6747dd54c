"""The counting rules, on a tiny set of their own."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest

from benchmarks import counts, report
from benchmarks.cases import Case, CaseError, case_of, read_set
from benchmarks.evaluate import evaluate, main
from benchmarks.figures import Floor, figures
from benchmarks.play import Played, play
from bot.rehearsal import Answer
from handlers.reply import Candidate, Reply
from nlu.child import ChildContext
from nlu.parse import IntentScore
from nlu.triage.result import RedFlag, TriageResult
from nlu.understanding import Understanding


def played(decision="answer", article=None, candidates=(), intent="", urgency="routine", **case):
    return Played(Case("x", "?", **case), decision, article, tuple(candidates), intent, urgency)


def test_the_sent_article_counts_before_the_candidates():
    one = played(article="b", candidates=("a", "b", "c", "d"), articles=("a",))
    assert one.ranked == ("b", "a", "c", "d")
    assert not counts.hit(one, 1)
    assert counts.hit(one, 3)


def test_without_a_sent_article_the_first_candidate_is_the_hit():
    assert counts.hit(played("clarify", candidates=("a", "b"), articles=("z", "a")), 1)
    assert not counts.hit(played("handoff", articles=("a",)), 3)


def test_only_a_sent_article_can_be_wrong():
    assert counts.wrong_article(played(article="b", articles=("a",)))
    assert not counts.wrong_article(played("clarify", candidates=("b",), articles=("a",)))


def test_a_question_back_is_no_advice():
    outside = [played("clarify"), played("decline"), played("answer", article="a"), played("handoff")]
    assert counts.share(outside, counts.answered) == 0.25


def test_an_emergency_needs_the_emergency_urgency_and_a_same_day_case_either():
    today, now, calm = played(urgency="same_day"), played(urgency="emergency"), played()
    assert [counts.called_emergency(one) for one in (today, now, calm)] == [False, True, False]
    assert [counts.called_today(one) for one in (today, now, calm)] == [True, True, False]


def test_macro_f1_weighs_every_intent_the_same():
    pairs = [("greet", "greet"), ("greet", "greet"), ("greet", "thanks"), ("thanks", "thanks"), ("affirm", "deny")]
    said = [_intent(found, wanted) for found, wanted in pairs]
    scores = counts.f1_by_intent(said)
    assert scores == pytest.approx({"deny": 0.0, "thanks": 2 / 3, "greet": 0.8})
    assert list(scores)[0] == "deny"
    assert counts.macro_f1(said) == pytest.approx((0 + 2 / 3 + 0.8) / 3)


def _intent(found, wanted):
    return Played(Case("x", "?", intent=wanted), "answer", intent=found)


def test_a_dialogue_needs_the_decision_and_the_named_article():
    assert counts.passed(played("answer", "a", decisions=("answer",), articles=("a", "b")))
    assert not counts.passed(played("answer", "c", decisions=("answer",), articles=("a", "b")))
    assert counts.passed(played("handoff", decisions=("handoff", "clarify")))


def test_floors_hold_on_both_sides():
    assert Floor(0.97).holds(0.97)
    assert not Floor(0.97).holds(0.96)
    assert Floor(0.03, at_most=True).holds(0.03)
    assert not Floor(0.03, at_most=True).holds(0.04)


def test_figures_are_made_for_the_sets_that_were_played():
    found = figures({"outside": [played("answer", "a", hard=True), played("decline")]})
    assert {figure.name: figure.value for figure in found} == {
        "out of scope, answered as advice": 0.5,
        "out of scope, hard ones answered": 1.0,
    }
    assert [figure.ok for figure in found] == [False, True]
    assert "MISSED" in report.table(found)


def test_a_bad_line_is_named(tmp_path):
    path = tmp_path / "outside.jsonl"
    path.write_text('{"id": "a", "text": "?"}\n{"id": "b"}\n', encoding="utf-8")
    with pytest.raises(CaseError, match="outside.jsonl, line 2"):
        read_set(path)


def answer(decision="answer", article=None, candidates=(), level=None):
    flags = (RedFlag("R10.ongoing", level, "抽搐", "", "", "抽了"),) if level else ()
    understood = Understanding(
        "?", "?", "ask_sleep", 0.9, (IntentScore("ask_sleep", 0.9),), (), TriageResult.of(flags), ChildContext(), "rules"
    )
    found = tuple(Candidate(article_id, article_id, 0.5) for article_id in candidates)
    return Answer(Reply(decision, article_id=article, candidates=found), understood)


def test_a_case_is_played_with_its_age_and_history():
    heard = []

    def ask(text, months, history):
        heard.append((text, months, [(said.role, said.text) for said in history]))
        return answer("emergency", level="A0")

    history = [{"role": "parent", "text": "发烧"}]
    case = case_of({"id": "d", "text": "抽了", "child_months": 7, "history": history, "expected_decision": "emergency"})
    one = play(case, ask)
    assert heard == [("抽了", 7, [("parent", "发烧")])]
    assert (one.urgency, one.flags, one.case.decisions) == ("emergency", ("R10.ongoing",), ("emergency",))


def test_a_run_is_printed_written_and_judged(tmp_path, capsys):
    sets = {
        "answerable": [case_of({"id": "a1", "text": "夜醒", "topic": "sleep", "articles": ["a"]})],
        "emergency": [case_of({"id": "e1", "text": "抽了", "rule": "R10", "level": "A0"})],
    }

    @contextmanager
    def stage():
        yield lambda text, months, history: answer(article="a", candidates=("a", "b"))

    assert evaluate(sets, stage, tmp_path) is False
    told = capsys.readouterr().out
    assert "Missed emergencies (1)" in told
    assert "R10 0.00" in told
    kept = json.loads((tmp_path / "eval.json").read_text(encoding="utf-8"))
    assert kept["figures"]["right article first (hit@1)"]["value"] == 1.0
    assert kept["figures"]["emergencies recognised"]["ok"] is False
    assert "| false alarms |" not in (tmp_path / "eval.md").read_text(encoding="utf-8")


def test_a_missing_folder_is_said_in_one_line(tmp_path, capsys):
    assert main(["--sets", str(tmp_path), "--out", str(tmp_path)]) == 2
    assert "there is no set" in capsys.readouterr().err
