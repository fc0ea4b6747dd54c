/** The staff API's shapes. Times are ISO 8601 in UTC. */

export type Role = "advisor" | "expert" | "editor" | "reviewer" | "supervisor" | "admin";
export type Urgency = "emergency" | "same_day" | "routine";
export type ConvState = "waiting" | "human" | "closed";
export type Filter = "mine" | "waiting" | "urgent" | "closed" | "all";
export type Delivery = "pending" | "sending" | "sent" | "held" | "failed" | "cancelled";

export interface Person {
  id: number;
  name: string;
}

export interface Staff {
  id: number;
  username: string;
  display_name: string;
  title: string | null;
  role: Role;
  on_shift: boolean;
  on_call: boolean;
  scene: string | null;
  unread: number;
}

export interface Conv {
  id: number;
  customer: { id: number; name: string; summary: string };
  state: ConvState;
  urgency: Urgency;
  reason: string;
  reason_text: string;
  unread: number;
  last_text: string;
  last_at: string | null;
  opened_at: string;
  taken_at: string | null;
  assigned: Person | null;
  owner: Person | null;
  satisfaction: 1 | 2 | 3 | null;
}

export interface RedFlag {
  id: string;
  name: string;
  level: string;
}

export interface HistoryLine {
  at: string;
  parent: string | null;
  decision: string | null;
  bot?: string | null;
  article_id?: string | null;
}

export interface Card {
  who?: string;
  child?: string;
  question?: string;
  bot_said?: string;
  articles?: { id: string; title: string }[];
  red_flags?: RedFlag[];
  reason_text: string;
  history?: HistoryLine[];
}

export interface Item {
  id: string;
  side: "parent" | "bot" | "advisor" | "notice";
  kind: string;
  text: string;
  items?: string[];
  image_url?: string | null;
  at: string;
  state?: Delivery;
  reason?: string | null;
  author_name?: string | null;
}

export interface Quota {
  left: number;
  allowance: number;
  closes_at: string | null;
  held: number;
}

export interface Child {
  id: number;
  name: string | null;
  sex: "boy" | "girl" | null;
  born_on: string | null;
  months: number | null;
  weeks_at_birth: number | null;
  feeding: string | null;
  summary?: string;
}

export interface Family {
  id: number;
  name: string;
  region: string | null;
  dialect: string | null;
  since: string;
  advisor: Person | null;
  subscribed: boolean;
  children: Child[];
  consents: { purpose: string; granted: boolean; at?: string }[];
  conversations: Conv[];
}

export interface FullConv extends Conv {
  card: Card;
  thread: Item[];
  quota: Quota;
  family: Family;
}

export interface Sent {
  item: Item;
  items?: Item[];
  quota: Quota;
}

export interface Hit {
  article_id: string;
  title: string;
  score: number;
  short_answer: string;
}

export type ArticleStatus = "draft" | "in_review" | "changes_requested" | "published" | "archived";

export interface ArticleRow {
  id: string;
  title: string;
  topic: string;
  topic_name: string;
  status: ArticleStatus;
  age_min: number | null;
  age_max: number | null;
  reviewer: string | null;
  reviewed: string | null;
  review_due: string | null;
  overdue: boolean;
  updated_at: string;
  has_unpublished_changes: boolean;
}

export interface ArticlePreview {
  title: string;
  short_answer: string;
  bands: { min: number; max: number; short_answer: string }[];
  see_doctor: string[];
  html: string;
  sources: string[];
}

export interface Version {
  number: number;
  status: ArticleStatus | "superseded";
  author: Person | null;
  reviewer: Person | null;
  created_at: string;
  note: string;
}

export interface May {
  edit: boolean;
  submit: boolean;
  publish: boolean;
  request_changes: boolean;
  archive: boolean;
}

export interface Article extends ArticleRow {
  content: string;
  version: number;
  published_version: number | null;
  author: Person | null;
  review_comment: string;
  problems: { rule: string; message: string }[];
  versions: Version[];
  may: May;
  preview: ArticlePreview | null;
}

export interface Answer {
  decision: string;
  urgency: Urgency;
  intent: string | null;
  confidence: number;
  reply: string;
  handler: string;
  article_id: string | null;
  article_title: string | null;
  candidates: { article_id: string; title: string; score: number }[];
  red_flags: RedFlag[];
  topics: { topic: string; probability: number }[];
  needs_age: boolean;
}

export interface Shift {
  weekday: number;
  start: string;
  end: string;
}

export interface StaffMember extends Staff {
  active: boolean;
  region: string | null;
  capacity: number;
  shifts: Shift[];
}
