"""The platform's own customer-service desk: agents, who is being served by whom, who waits, and what was said.

While a session is open the webhook hears nothing of the parent's messages; thirty minutes after it began it ends by itself.
"""

from dataclasses import dataclass, field

from simulator.errors import PlatformError

SESSION_SECONDS = 1800
AGENT_SENT, AGENT_RECEIVED = 2002, 2003


@dataclass
class Agent:
    account: str
    nick: str
    kf_id: int
    online: bool = True

    def view(self) -> dict[str, object]:
        return {"kf_account": self.account, "kf_nick": self.nick, "kf_id": str(self.kf_id), "kf_headimgurl": ""}


@dataclass(frozen=True)
class Session:
    openid: str
    account: str
    created_at: int


@dataclass
class Desk:
    """Not locked: the caller holds the platform's lock."""

    agents: dict[str, Agent] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    records: list[dict[str, object]] = field(default_factory=list)

    def hire(self, account: str, nick: str, *, online: bool = True) -> Agent:
        """Raises 65406 when the account exists."""
        if account in self.agents:
            raise PlatformError(65406)
        self.agents[account] = Agent(account, nick, 1001 + len(self.agents), online)
        return self.agents[account]

    def agent(self, account: object) -> Agent:
        """Raises 65401 for an unknown one."""
        found = self.agents.get(account) if isinstance(account, str) else None
        if found is None:
            raise PlatformError(65401)
        return found

    def session_of(self, openid: str, now: float) -> Session | None:
        """The open session; one that ran out is dropped here."""
        session = self.sessions.get(openid)
        if session and now - session.created_at >= SESSION_SECONDS:
            del self.sessions[openid]
            return None
        return session

    def open(self, account: object, openid: str, now: float) -> bool:
        """True when a session began, False when the same one was already open. Raises 65401, 65415 or 65414."""
        agent = self.agent(account)
        if not agent.online:
            raise PlatformError(65415)
        current = self.session_of(openid, now)
        if current and current.account != agent.account:
            raise PlatformError(65414)
        self.waiting.pop(openid, None)
        self.sessions[openid] = current or Session(openid, agent.account, int(now))
        return current is None

    def close(self, account: object, openid: str, now: float) -> None:
        """Raises 65413 without a session, 65414 when another agent serves."""
        agent, session = self.agent(account), self.session_of(openid, now)
        if session is None:
            raise PlatformError(65413)
        if session.account != agent.account:
            raise PlatformError(65414)
        del self.sessions[openid]

    def transfer(self, openid: str, account: str, now: float) -> str | None:
        """A hand-over by passive reply: the agent who takes it, or None when the parent waits in the queue."""
        named = self.agents.get(account)
        takers = [named] if named else list(self.agents.values())
        taker = next((agent for agent in takers if agent.online), None)
        if taker is None or self.session_of(openid, now):
            self.waiting.setdefault(openid, int(now))
            return None
        self.open(taker.account, openid, now)
        return taker.account

    def record(self, openid: str, account: str, opercode: int, text: str, now: float) -> None:
        self.records.append({"openid": openid, "opercode": opercode, "text": text, "time": int(now), "worker": account})
