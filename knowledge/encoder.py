"""Texts to vectors: our own static model, trained here from our own articles, or any sentence-transformers model by name."""

import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from tokenizers import Tokenizer, models, pre_tokenizers

from knowledge.words import grams, words

Vectors = npt.NDArray[np.float32]
Triple = tuple[str, str, str, str]  # group, anchor, positive, negative; spelt

MARK = "spelling.json"  # its presence tells our own model from one that reads plain text
UNKNOWN = "[UNK]"
DIMENSIONS = 256
EPOCHS = 3
RATE = 0.03


@dataclass(frozen=True)
class Pair:
    """Two texts of one group that belong together, and one from elsewhere, close by, that does not belong to them."""

    group: str
    anchor: str
    positive: str
    negative: str


class Encoder:
    """Turns texts into unit vectors. `name` tells two encoders apart, so that cached vectors are not mixed up."""

    def __init__(self, name: str, embed: Callable[[list[str]], Vectors]) -> None:
        self.name = name
        self._embed = embed

    @classmethod
    def load(cls, path_or_hub_name: str | Path) -> "Encoder":
        """A model folder, or the name of a model on the hub; only a name may lead to the network."""
        path = Path(path_or_hub_name)
        if (path / MARK).exists():
            return cls(_own_name(path), _static(path))
        if not path.exists():
            return cls(str(path_or_hub_name), _sentence_transformer(str(path_or_hub_name), offline=False))
        return cls(str(path.resolve()), _sentence_transformer(str(path), offline=True))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """[n, d] float32, every row of length one (or zero, for a text without a known sign)."""
        vectors = np.asarray(self._embed(list(texts)), dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def train(
    pairs: Sequence[Pair], out_dir: Path, *, epochs: int = EPOCHS, dimensions: int = DIMENSIONS, seed: int = 7, texts: Iterable[str] = ()
) -> Encoder:
    """Train a static model on pairs and save it. `texts` adds text to learn the vocabulary from. Same input, same model."""
    spelt = {text: spell(text) for pair in pairs for text in (pair.anchor, pair.positive, pair.negative)}
    spelt |= {text: spell(text) for text in texts}
    tokenizer, weights = _vocabulary(list(spelt.values()), dimensions, seed)
    triples = [(pair.group, spelt[pair.anchor], spelt[pair.positive], spelt[pair.negative]) for pair in pairs]
    _fit(tokenizer, weights, triples, epochs, seed, out_dir)
    (out_dir / MARK).write_text(json.dumps({"grams": 3, "words": "jieba", "ages": "signs"}) + "\n", encoding="utf-8")
    return Encoder.load(out_dir)


def spell(text: str) -> str:
    """What our own tokenizer reads: the words, then the character grams, parted by spaces."""
    return " ".join([*(f"w:{word}" for word in words(text)), *grams(text)])


def _own_name(path: Path) -> str:
    weights = path / "model.safetensors"
    return f"{path.resolve()}@{weights.stat().st_mtime_ns}"


def _static(path: Path) -> Callable[[list[str]], Vectors]:
    """Our own model without PyTorch: a text is the mean of the rows of its signs, as StaticEmbedding computes it."""
    tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
    rows: Vectors = load_file(path / "model.safetensors")["embedding.weight"]

    def embed(texts: list[str]) -> Vectors:
        found = (encoding.ids for encoding in tokenizer.encode_batch([spell(text) for text in texts], add_special_tokens=False))
        means = [rows[ids].mean(axis=0) if ids else np.zeros(rows.shape[1], np.float32) for ids in found]
        return np.stack(means) if means else np.zeros((0, rows.shape[1]), np.float32)

    return embed


def _sentence_transformer(name: str, *, offline: bool) -> Callable[[list[str]], Vectors]:
    _set_offline(offline)
    from sentence_transformers import SentenceTransformer  # here: costs seconds and half a gigabyte, and our own model needs none of it

    model = SentenceTransformer(name, device="cpu")

    def embed(texts: list[str]) -> Vectors:
        return np.asarray(model.encode(texts, show_progress_bar=False), dtype=np.float32)

    return embed


def _set_offline(offline: bool) -> None:
    for flag in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE"):
        os.environ[flag] = "1" if offline else "0"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


def _vocabulary(spelt: Sequence[str], dimensions: int, seed: int) -> tuple[Tokenizer, Vectors]:
    """A tokenizer of every sign seen twice, and random first rows whose length grows with the sign's rarity."""
    counts = Counter(sign for text in spelt for sign in set(text.split()))
    signs = [UNKNOWN, *sorted(sign for sign, count in counts.items() if count > 1)]
    tokenizer = Tokenizer(models.WordLevel({sign: at for at, sign in enumerate(signs)}, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    rarity = np.array([np.log(1 + len(spelt) / (1 + counts[sign])) for sign in signs], dtype=np.float32)
    rarity[0] = 0.0
    rows = np.random.default_rng(seed).standard_normal((len(signs), dimensions), dtype=np.float32)
    return tokenizer, rows * rarity[:, None] / np.sqrt(dimensions).astype(np.float32)


def _fit(tokenizer: Tokenizer, rows: Vectors, triples: list[Triple], epochs: int, seed: int, out_dir: Path) -> None:
    """Every other positive in a batch, and each triple's own negative, is pushed away (MultipleNegativesRankingLoss)."""
    _set_offline(True)
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    torch.manual_seed(seed)
    torch.set_num_threads(
        1
    )  # the steps are small: threads that wait for one another cost more than they bring, above all on a busy machine
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=rows)], device="cpu")
    loss = MultipleNegativesRankingLoss(model, scale=16.0)
    optimiser = torch.optim.Adam(model.parameters(), lr=RATE)
    nothing = torch.empty(0)
    for columns in _batches(triples, epochs, seed):
        optimiser.zero_grad()
        loss([model.preprocess(column) for column in columns], nothing).backward()
        optimiser.step()
    model.save(str(out_dir), create_model_card=False)


def _batches(triples: list[Triple], epochs: int, seed: int) -> Iterator[list[list[str]]]:
    """Batches in which every group comes once at most, for a text of one's own group is no negative."""
    shuffler = random.Random(seed)
    groups: dict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        groups[triple[0]].append(triple)
    for _ in range(epochs):
        rounds = zip_longest(*(shuffler.sample(group, len(group)) for group in groups.values()))
        for batch in rounds:
            yield [list(column) for column in list(zip(*(triple for triple in batch if triple), strict=True))[1:]]
