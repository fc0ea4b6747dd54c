/** What codes are called on the screen. */
import type { ArticleStatus, Delivery, Filter, Role, Urgency, Version } from "@/api/types";

export const ROLES: Record<Role, string> = {
  advisor: "育儿顾问",
  expert: "专家",
  editor: "编辑",
  reviewer: "审核",
  supervisor: "主管",
  admin: "管理员",
};

export const URGENCIES: Record<Urgency, string> = { emergency: "紧急", same_day: "今天要看医生", routine: "一般" };

export const FILTERS: { id: Filter; name: string; empty: string }[] = [
  { id: "mine", name: "我的", empty: "现在没有您负责的会话，可以喘口气" },
  { id: "waiting", name: "等待中", empty: "没有家长在等" },
  { id: "urgent", name: "紧急", empty: "没有紧急会话" },
  { id: "closed", name: "已结束", empty: "还没有结束的会话" },
  { id: "all", name: "全部", empty: "现在没有进行中的会话" },
];

export const STATES = { waiting: "等待接手", human: "顾问接待中", closed: "已结束" } as const;

export const SATISFACTION: Record<number, string> = { 1: "不满意", 2: "一般", 3: "满意" };

export const DELIVERIES: Record<Delivery, string> = {
  pending: "待发",
  sending: "发送中",
  sent: "已发",
  held: "暂存",
  failed: "失败",
  cancelled: "已取消",
};

const REASONS: Record<string, string> = {
  "an advisor took over": "顾问已接手，机器人的消息不再发出",
  "a human has the conversation": "顾问接待中，机器人的消息不再发出",
  "sent together with the one before": "与上一条合并发出",
  "platform busy": "微信繁忙，会自动重试",
  "token refused": "公众号授权失效，会自动重试",
  "token expired": "公众号授权过期，会自动重试",
  "too many calls a minute": "发送太频繁，会自动重试",
  "unknown openid": "找不到这位用户",
  "not a follower": "她已取消关注，收不到消息",
  "on the account's blacklist": "她在公众号黑名单里",
  "she refuses messages": "她关闭了接收消息",
  "media expired": "图片已过期，请重新发送",
  "menus not available for this account": "公众号不支持菜单消息",
  "internal error": "系统出错，没有发出",
};
const CHINESE = /[\u4e00-\u9fff]/;

/** Why a message is where it is, or null when there is nothing a person could do with it. */
export function reasonInWords(reason: string | null | undefined): string | null {
  if (!reason) return null;
  return REASONS[reason] ?? (CHINESE.test(reason) ? reason : "微信没有接收这条消息");
}

export const ARTICLE_STATUSES: Record<ArticleStatus | Version["status"], { name: string; tag: "info" | "warning" | "success" | "danger" | "primary" }> = {
  draft: { name: "草稿", tag: "info" },
  in_review: { name: "待审核", tag: "primary" },
  changes_requested: { name: "退回修改", tag: "warning" },
  published: { name: "已发布", tag: "success" },
  superseded: { name: "旧版本", tag: "info" },
  archived: { name: "已下架", tag: "info" },
};

export const DECISIONS: Record<string, { name: string; says: string }> = {
  answer: { name: "直接回答", says: "用一篇审核过的文章回答" },
  clarify: { name: "先问清楚", says: "反问一句，或给出几个选项" },
  handoff: { name: "转顾问", says: "把家长交给她的顾问" },
  emergency: { name: "紧急处理", says: "马上告诉家长怎么做，并呼叫顾问" },
  decline: { name: "不在范围", says: "说明帮不上，并提供人工" },
  service: { name: "办事", says: "档案、订单、投诉、问卷等" },
  smalltalk: { name: "寒暄", says: "打招呼、道谢" },
};

export const LEVELS: Record<string, string> = { A0: "立即拨打120", A1: "马上去医院", A2: "今天看医生" };

export const TOPIC_NAMES: Record<string, string> = {
  sleep: "睡眠", feeding_milk: "母乳与奶粉", feeding_solids: "辅食", nutrition: "营养", digestion: "消化", fever: "发热",
  respiratory: "咳嗽与呼吸道", skin: "皮肤", infectious: "传染病", vaccine: "疫苗", development: "生长发育", behaviour: "行为与情绪",
  care: "日常护理", safety: "安全", other_illness: "其他不适", medicine: "用药", pregnancy: "怀孕", postpartum: "产后", product: "用品选择",
};

export const FEEDING: Record<string, string> = { breast: "母乳", formula: "配方奶", mixed: "混合喂养" };
export const WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
