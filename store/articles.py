"""Articles as editors keep them: every version of the Markdown file, and the count of publications."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.base import Base, UTCDateTime

VERSION_STATES = ("draft", "in_review", "changes_requested", "published", "superseded", "archived")


class ArticleRecord(Base):
    """One article; its text is in its versions. Nothing is published when `published_version_id` is None."""

    __tablename__ = "article"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    topic: Mapped[str] = mapped_column(String(20), index=True)
    title: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(20), index=True)  # that of its current version
    author_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    # Without foreign keys: the two tables would have to be created in a circle.
    published_version_id: Mapped[int | None]
    current_version_id: Mapped[int | None]

    versions: Mapped[list[ArticleVersion]] = relationship(back_populates="article", order_by="ArticleVersion.number")


class ArticleVersion(Base):
    """One saved state of the whole file. A version is edited while it is a draft; afterwards a new one is made."""

    __tablename__ = "article_version"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[str] = mapped_column(String(20), default="draft")
    author_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    review_due: Mapped[date | None] = mapped_column(index=True)
    review_comment: Mapped[str] = mapped_column(Text, default="")

    article: Mapped[ArticleRecord] = relationship(back_populates="versions")


class KnowledgeRevision(Base):
    """A single row, raised by one with every publication and archiving, so that processes notice their index is old."""

    __tablename__ = "knowledge_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
