"""`make bench`: encrypted webhooks answered per second and how fast, beside a bare `rasa run` parsing the same texts in the same run.

The burst window is set to 0 here: waiting for her next short message is a courtesy, not work. Everything else is as in production:
gunicorn with two workers, Celery worker, beat, Redis, the Rasa server, SQLite. All traffic stays on 127.0.0.1 and ends by itself.
"""

from __future__ import annotations

import json
import platform
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
import urllib3
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from benchmarks.town import ROOT, Town, redis_server
from nlu.rasa_process import rasa_server

RATE, SECONDS, THREADS = 40, 20, 16
FLOOR_P99_MS = 300.0
OUT = ROOT / "build"


@dataclass(frozen=True)
class Figures:
    """`per_second` is what was answered; times in milliseconds."""

    name: str
    asked: int
    failed: int
    per_second: float
    p50: float
    p99: float
    worst: float


def main() -> int:
    texts = _texts()
    with tempfile.TemporaryDirectory() as place, redis_server(Path(place)) as redis_url, rasa_server() as rasa_url:
        town = Town(Path(place), f"sqlite:///{place}/bench.db", redis_url, rasa_url, window='{"burst_window_seconds": 0}')
        town.prepare()
        town.start()
        try:
            webhook, parse = Webhook(town, 100 + RATE * SECONDS + len(texts)), Rasa(rasa_url)
            for ask in (webhook, parse):
                closed_loop("warm-up", ask, texts[:100], 4)
            rows = [
                open_loop(f"webhook at {RATE}/s", webhook, texts, RATE, SECONDS),
                open_loop(f"rasa parse at {RATE}/s", parse, texts, RATE, SECONDS),
                closed_loop("webhook, as fast as it goes", webhook, texts, THREADS),
                closed_loop("rasa parse, as fast as it goes", parse, texts, THREADS),
            ]
            memory = memory_of(town, rasa_url)
        finally:
            town.stop()
    return report(rows, memory)


def _texts() -> list[str]:
    lines = (ROOT / "benchmarks" / "sets" / "answerable.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines if line.strip()]


class Webhook:
    """A fresh parent for every question: encrypted in, and the answer checked to be one. The simulator knows `parents` of them."""

    def __init__(self, town: Town, parents: int) -> None:
        self._town, self._numbers, self._lock = town, iter(range(1, 10**9)), threading.Lock()
        for number in range(1, parents + 1):
            town.sim("POST", "parents", name=f"压测{number}", openid=f"bench-{number}", wrote=True)
        self._crypto = WeChatCrypto(town.env["WECHAT_TOKEN"], town.env["WECHAT_AES_KEY"], town.env["WECHAT_APP_ID"])
        self._connections = urllib3.PoolManager(maxsize=RATE * 3, retries=False)

    def __call__(self, text: str) -> bool:
        with self._lock:
            number = next(self._numbers)
        body, params = self._sealed(text, number)
        answer = self._connections.request("POST", f"{self._town.web}/wechat?{urlencode(params)}", body=body, timeout=10)
        return answer.status == 200 and (answer.data == b"success" or b"<Encrypt>" in answer.data)

    def _sealed(self, text: str, number: int) -> tuple[bytes, dict[str, str]]:
        stamp = str(int(time.time()))
        xml = (
            f"<xml><ToUserName>gh_bench</ToUserName><FromUserName>bench-{number}</FromUserName><CreateTime>{stamp}</CreateTime>"
            f"<MsgType>text</MsgType><Content><![CDATA[{text}]]></Content><MsgId>{10**15 + number}</MsgId></xml>"
        )
        envelope = self._crypto.encrypt_message(xml, "bench", stamp)
        signer = WeChatSigner()
        signer.add_data(self._town.env["WECHAT_TOKEN"], stamp, "bench")
        signature = envelope.split("<MsgSignature><![CDATA[")[1].split("]]>")[0]
        params = {"signature": signer.signature, "timestamp": stamp, "nonce": "bench", "encrypt_type": "aes", "msg_signature": signature}
        return envelope.encode(), params


class Rasa:
    """The baseline: `/model/parse` of a bare `rasa run`."""

    def __init__(self, url: str) -> None:
        self._url, self._connections = url, urllib3.PoolManager(maxsize=RATE * 3, retries=False)

    def __call__(self, text: str) -> bool:
        return self._connections.request("POST", f"{self._url}/model/parse", json={"text": text}, timeout=10).status == 200


def _timed(ask: Callable[[str], bool], text: str) -> tuple[float, bool]:
    started = time.perf_counter()
    try:
        done = ask(text)
    except urllib3.exceptions.HTTPError:
        done = False
    return (time.perf_counter() - started) * 1000, done


def open_loop(name: str, ask: Callable[[str], bool], texts: Sequence[str], rate: int, seconds: int) -> Figures:
    """Questions at a fixed rate, whether or not the earlier ones are answered: what parents do."""
    total, began = rate * seconds, time.perf_counter()
    with ThreadPoolExecutor(rate * 3) as pool:
        waiting = []
        for number in range(total):
            time.sleep(max(0.0, began + number / rate - time.perf_counter()))
            waiting.append(pool.submit(_timed, ask, texts[number % len(texts)]))
        results = [future.result() for future in waiting]
    return _figures(name, results, time.perf_counter() - began)


def closed_loop(name: str, ask: Callable[[str], bool], texts: Sequence[str], threads: int) -> Figures:
    """Every thread asks as soon as it has its answer."""
    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        results = list(pool.map(lambda text: _timed(ask, text), texts))
    return _figures(name, results, time.perf_counter() - began)


def _figures(name: str, results: Sequence[tuple[float, bool]], seconds: float) -> Figures:
    times = sorted(time_taken for time_taken, _ in results)
    failed = sum(not done for _, done in results)
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    figures = Figures(name, len(times), failed, (len(times) - failed) / seconds, statistics.median(times), p99, times[-1])
    print(f"  {name}: {figures.per_second:.1f}/s, p50 {figures.p50:.0f} ms, p99 {figures.p99:.0f} ms, failed {failed}", flush=True)
    return figures


def memory_of(town: Town, rasa_url: str) -> dict[str, float]:
    """Memory of every process with its children, in MiB; what forked workers share is counted once (PSS)."""
    found = {name: process.popen.pid for name, process in town.processes.items() if process.popen}
    port = int(rasa_url.rsplit(":", 1)[1])
    rasa = next(
        (c.pid for c in psutil.process_iter(["cmdline"]) if str(port) in (c.info["cmdline"] or []) and "run" in c.info["cmdline"]), None
    )
    if rasa:
        found["rasa"] = rasa
    return {name: sum(_share(p) for p in _family(pid)) for name, pid in found.items()}


def _family(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def _share(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss) / 2**20
    except psutil.NoSuchProcess:
        return 0.0


def report(rows: Sequence[Figures], memory: dict[str, float]) -> int:
    """Print and keep the table; 1 when something failed or the floor is missed."""
    OUT.mkdir(exist_ok=True)
    lines = ["| what | answered/s | p50 ms | p99 ms | worst ms | failed |", "|---|---|---|---|---|---|"]
    lines += [f"| {r.name} | {r.per_second:.1f} | {r.p50:.0f} | {r.p99:.0f} | {r.worst:.0f} | {r.failed} of {r.asked} |" for r in rows]
    lines += ["", "| process | MiB |", "|---|---|", *(f"| {name} | {size:.0f} |" for name, size in memory.items())]
    print("\n".join(lines))
    kept: dict[str, Any] = {"machine": platform.platform(), "rows": [asdict(r) for r in rows], "memory_mib": memory}
    (OUT / "bench.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    (OUT / "bench.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    good = rows[0].failed == 0 and rows[0].p99 <= FLOOR_P99_MS
    print(f"floor: p99 at most {FLOOR_P99_MS:.0f} ms at {RATE} turns/s: {'met' if good else 'MISSED'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
