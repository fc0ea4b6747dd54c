"""Stories told by hand, in Chromium: a mother's phone page, the advisor's desk, the editor's room and her own pages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from people import Parent, Staff
from playwright.sync_api import Browser, expect, sync_playwright
from screens import ANSWER_MS, PHONE, WIDE, Console, Phone, is_too_wide, picture, tall_picture, window

from benchmarks.town import Town, until
from store.clock import local, system_clock

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.parametrize("town", ["sqlite"], indirect=True)]

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run"]
NIGHT = "8个月宝宝夜里总是醒怎么办"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(program).exists():
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


def test_a_mother_reads_the_answer_taps_helpful_and_opens_the_whole_article(
    browser: Browser, town: Town, parent: Callable[..., Parent]
) -> None:
    parent("梅梅妈")
    with window(browser, PHONE) as context:
        phone = Phone(context, town, "梅梅妈")
        phone.says(NIGHT)
        answer = phone.reads("看全文")
        assert "审核：" in answer.inner_text()
        phone.reads("这次的回答对您有帮助吗")
        phone.shows_from_the_top_of(answer)
        picture(phone.page, "phone-answer")
        tall_picture(phone.page, "phone-answer-whole", 1380)
        phone.taps("有帮助")
        phone.reads("太好了")
        picture(phone.page, "phone-thanks")
        article = phone.opens(answer.get_by_text("看全文"))
        expect(article.get_by_role("heading", name="什么时候看医生")).to_be_visible()
        picture(phone.page, "phone-article")
        assert not is_too_wide(phone.page)


def test_an_emergency_rings_at_the_desk_and_the_advisors_reply_reaches_the_phone(
    browser: Browser, town: Town, parent: Callable[..., Parent], lin: Staff
) -> None:
    mother = parent("急急妈", scene="advisor-lin", follow=True)
    mother.hears("林顾问")
    with window(browser) as office, window(browser, PHONE) as pocket:
        desk, phone = Console(office, town, "lin"), Phone(pocket, town, "急急妈")
        expect(desk.at("link-state")).to_have_text("实时", timeout=ANSWER_MS)
        phone.says("宝宝两个月，38.2度")
        assert "医院" in phone.reads("不要等").inner_text()
        picture(phone.page, "phone-emergency")

        alarm = desk.at("alarm")
        expect(alarm).to_be_visible()
        picture(desk.page, "desk-alarm")
        alarm.get_by_role("button", name="立即查看").click()
        expect(desk.at("handover-card")).to_contain_text("发烧")
        expect(desk.sees("38.2度")).to_contain_text("红旗")
        desk.at("conv-take").click()
        desk.replies("我是林顾问，孩子现在精神怎么样？请先带他去医院，路上可以随时发消息给我。")
        phone.reads("路上可以随时发消息给我")
        picture(desk.page, "desk-emergency")
        desk.closes()
        phone.reads("满意吗")
        phone.taps("满意")
        phone.reads("谢谢您的肯定")
        picture(phone.page, "phone-rated")


def test_the_desk_fits_an_advisors_own_phone(browser: Browser, town: Town, parent: Callable[..., Parent], lin: Staff) -> None:
    mother = parent("小宝妈", scene="advisor-lin", follow=True)
    mother.hears("林顾问")
    mother.asks(NIGHT, "有帮助")
    mother.asks("转人工", "已经转给")
    number = int(lin.conversation_with(mother)["id"])
    with window(browser, PHONE) as context:
        desk = Console(context, town, "lin")
        picture(desk.page, "desk-phone-list")
        desk.opens_conversation(number)
        desk.at("conv-take").click()
        desk.replies("您好，我是林顾问。昨晚最后一次喂奶是几点？")
        picture(desk.page, "desk-phone-thread")
        assert not is_too_wide(desk.page)
        desk.at("tab-card").click()
        expect(desk.at("handover-card")).to_contain_text("夜里")
        picture(desk.page, "desk-phone-card")
        assert not is_too_wide(desk.page)


def test_the_sixth_message_waits_in_sight_with_its_reason(browser: Browser, town: Town, parent: Callable[..., Parent], boss: Staff) -> None:
    mother = parent("六六妈")
    mother.asks(NIGHT, "有帮助")
    mother.asks("转人工", "已经转给")
    number = int(boss.conversation_with(mother)["id"])
    with window(browser, WIDE) as context:
        desk = Console(context, town, "zhuguan")
        desk.opens_conversation(number)
        desk.at("conv-take").click()
        for piece in ("您好，我是主管，来帮您看看。", "宝宝白天睡几觉？", "最后一觉几点醒？", "晚上几点关灯？", "睡前怎么哄的？"):
            expect(desk.replies(piece)).to_have_attribute("data-state", "sent")
        sixth = desk.replies("您方便的时候告诉我就行。")
        expect(sixth).to_have_attribute("data-state", "held")
        expect(sixth).to_contain_text("等她")
        expect(desk.at("quota")).to_have_attribute("data-left", "0")
        picture(desk.page, "desk-held")
        mother.says("谢谢，白天两觉")
        expect(sixth).to_have_attribute("data-state", "sent", timeout=ANSWER_MS)


def test_what_the_editor_writes_and_the_reviewer_signs_is_the_phones_next_answer(
    browser: Browser, town: Town, parent: Callable[..., Parent]
) -> None:
    written = "打嗝不疼也不伤身，多数五到十分钟自己停，先竖抱起来轻轻拍背"
    with window(browser) as study:
        editor = Console(study, town, "bianji")
        editor.goes("/articles/digestion-hiccups")
        field = editor.at("article-editor")
        expect(field).to_have_value(re.compile("short_answer"))
        changed = re.sub(r"^short_answer: .*\n(?:[ ]+.*\n)*", f"short_answer: {written}，喂几口奶也行。\n", field.input_value(), flags=re.M)
        field.fill(changed)
        expect(editor.at("article-preview")).to_contain_text(written)
        field.evaluate("field => (field.scrollTop = 620)")
        picture(editor.page, "editor")
        editor.at("article-save").click()
        editor.at("article-submit").click()
        expect(editor.at("article-status")).to_have_attribute("data-status", "in_review")
    with window(browser) as office:
        reviewer = Console(office, town, "shenhe")
        reviewer.goes("/articles/digestion-hiccups")
        reviewer.at("article-publish").click()
        reviewer.at("publish-confirm").click()
        expect(reviewer.at("article-status")).to_have_attribute("data-status", "published")
        picture(reviewer.page, "reviewer")
    until(lambda: written in parent("嗝嗝妈").asks("4个月宝宝老打嗝怎么办", "看全文"), 10, "the signed text was not answered with")
    with window(browser, PHONE) as pocket:
        phone = Phone(pocket, town, "嗝嗝妈")
        phone.reads(written)
        picture(phone.page, "phone-new-text")


def test_trying_a_question_shows_what_the_bot_would_decide_and_why(browser: Browser, town: Town) -> None:
    with window(browser) as context:
        console = Console(context, town, "bianji")
        console.at("nav-preview").click()
        console.at("preview-text").fill("宝宝老打嗝怎么办")
        console.at("preview-months").fill("4")
        console.at("preview-run").click()
        expect(console.at("preview-decision")).to_have_attribute("data-decision", "answer")
        expect(console.at("preview-reply")).to_contain_text("看全文")
        expect(console.page.locator(".candidate").first).to_be_visible()
        picture(console.page, "preview")


def test_what_was_written_while_the_line_was_dead_appears_once(
    browser: Browser, town: Town, parent: Callable[..., Parent], lin: Staff
) -> None:
    mother = parent("断线妈", scene="advisor-lin", follow=True)
    mother.hears("林顾问")
    mother.asks("转人工", "已经转给")
    number = int(lin.conversation_with(mother)["id"])
    with window(browser) as context:
        desk = Console(context, town, "lin")
        desk.opens_conversation(number)
        desk.at("conv-take").click()
        expect(desk.at("link-state")).to_have_text("实时", timeout=ANSWER_MS)
        context.set_offline(True)
        mother.says("第一句，您还在吗")
        mother.says("第二句，宝宝刚睡着")
        until(lambda: any("第二句" in line["text"] for line in lin.get(f"conversations/{number}")["thread"]), 20)
        town.restart("web")
        expect(desk.at("link-state")).to_have_text("重连中", timeout=ANSWER_MS)
        picture(desk.page, "desk-offline")
        until(town.is_ready, 120, "the web process did not come back")
        context.set_offline(False)
        expect(desk.at("link-state")).to_have_text("实时", timeout=40_000)
        mother.says("第三句，连上了")
        for words in ("第三句", "第一句", "第二句"):
            desk.sees(words)


def test_she_agrees_registers_her_child_and_is_answered_for_that_age(browser: Browser, town: Town, parent: Callable[..., Parent]) -> None:
    parent("果果妈")
    with window(browser, PHONE) as context:
        phone = Phone(context, town, "果果妈")
        phone.says("你好")
        page = phone.opens(phone.reads("隐私说明").get_by_role("link").last)
        page.get_by_label("宝宝档案").check()
        picture(phone.page, "h5-consent")
        page.get_by_role("button", name="保存我的选择").click()
        expect(page.get_by_role("status")).to_contain_text("已保存")
        page.get_by_role("link", name="登记宝宝的月龄").click()
        page.get_by_label("出生日期").fill((local(system_clock()) - timedelta(days=250)).date().isoformat())
        picture(phone.page, "h5-profile")
        page.get_by_role("button", name="登记宝宝").click()
        expect(page.get_by_role("status")).to_contain_text("已保存")
        picture(phone.page, "h5-profile-saved")
        phone.page.get_by_label("关闭").click()
        phone.says("宝宝老打嗝怎么办")
        answer = phone.reads("看全文")
        assert "8个月" in answer.inner_text()
        phone.shows_from_the_top_of(answer)
        picture(phone.page, "phone-known-age")
