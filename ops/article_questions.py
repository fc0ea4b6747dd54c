"""The articles' own questions as further examples for the classifier: `ask_<topic>` in nlu/rasa/data/generated.

Made before every training from knowledge/articles, never committed: the articles are the one place where these sentences live.
Runs in the Rasa environment, so it needs nothing but PyYAML.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT / "knowledge" / "articles"
WRITTEN = ROOT / "nlu" / "rasa" / "data" / "nlu"
OUT = ROOT / "nlu" / "rasa" / "data" / "generated" / "articles.yml"
MARKED = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def main() -> None:
    known = written()
    examples: dict[str, list[str]] = defaultdict(list)
    for file in sorted(ARTICLES.rglob("*.md")):
        front = yaml.safe_load(file.read_text(encoding="utf-8").split("---")[1])
        examples[f"ask_{front['topic']}"] += [question for question in front["questions"] if plain(question) not in known]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(as_rasa(examples), encoding="utf-8")


def written() -> set[str]:
    """What the utterances say already, so that no sentence stands under two intents."""
    lines = (line for file in WRITTEN.glob("*.yml") for line in file.read_text(encoding="utf-8").splitlines())
    return {plain(line.strip()[2:]) for line in lines if line.strip().startswith("- ")}


def plain(sentence: str) -> str:
    return MARKED.sub(r"\1", str(sentence)).strip()


def as_rasa(examples: dict[str, list[str]]) -> str:
    groups = [
        f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {escaped(line)}\n" for line in lines)
        for intent, lines in sorted(examples.items())
    ]
    return 'version: "3.1"\nnlu:\n' + "".join(groups)


def escaped(sentence: str) -> str:
    """Brackets would be read as an entity mark."""
    return plain(sentence).replace("[", "（").replace("]", "）")


if __name__ == "__main__":
    main()
