/** Moments as people say them, on a wall clock in China. */

const ZONE = "Asia/Shanghai";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clockFormat = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const partsFormat = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });

/** YYYY-MM-DD in China. */
export function day(moment: string | Date): string {
  return partsFormat.format(new Date(moment));
}

export function clock(moment: string): string {
  return clockFormat.format(new Date(moment));
}

/** 今天 14:05, 昨天 23:40, 3月2日 08:00, 2025年3月2日 08:00. */
export function spoken(moment: string, now: Date = new Date()): string {
  return `${spokenDay(moment, now)} ${clock(moment)}`;
}

export function spokenDay(moment: string, now: Date = new Date()): string {
  const then = day(moment);
  if (then === day(now)) return "今天";
  if (then === day(new Date(now.getTime() - DAY))) return "昨天";
  const [year, month, date] = then.split("-").map(Number);
  return then.slice(0, 4) === day(now).slice(0, 4) ? `${month}月${date}日` : `${year}年${month}月${date}日`;
}

/** How long ago: 刚刚, 5分钟, 2小时, 3天. */
export function since(moment: string, now: Date = new Date()): string {
  return span(now.getTime() - new Date(moment).getTime()) || "刚刚";
}

/** How long until: 41小时, 25分钟; empty when it is past or under a minute. */
export function until(moment: string, now: Date = new Date()): string {
  return span(new Date(moment).getTime() - now.getTime());
}

function span(milliseconds: number): string {
  if (milliseconds < MINUTE) return "";
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)}分钟`;
  if (milliseconds < 2 * DAY) return `${Math.floor(milliseconds / HOUR)}小时`;
  return `${Math.floor(milliseconds / DAY)}天`;
}

/** 5天, 3个月12天, 2岁5个月; from a birth date to today in China. */
export function exactAge(bornOn: string, now: Date = new Date()): string {
  const [birthYear = 0, birthMonth = 1, birthDay = 1] = bornOn.split("-").map(Number);
  const [year = 0, month = 1, date = 1] = day(now).split("-").map(Number);
  let months = (year - birthYear) * 12 + month - birthMonth;
  let days = date - birthDay;
  if (days < 0) {
    months -= 1;
    days += new Date(Date.UTC(year, month - 1, 0)).getUTCDate();
  }
  if (months < 1) return `${Math.max(days, 0)}天`;
  if (months < 24) return `${months}个月${days > 0 ? `${days}天` : ""}`;
  return `${Math.floor(months / 12)}岁${months % 12 ? `${months % 12}个月` : ""}`;
}

/** 8个月, 1岁, 2岁5个月. */
export function ageInWords(months: number): string {
  const whole = Math.floor(months);
  if (whole < 12) return `${whole}个月`;
  return `${Math.floor(whole / 12)}岁${whole % 12 ? `${whole % 12}个月` : ""}`;
}
