/** A new article to begin from: every field of the format, with what belongs in it. */
export const TEMPLATE = `---
id: sleep-new-article
title: 写一个家长会用的标题
topic: sleep
stage: any
age_months: {min: 0, max: 12}
corrected_age: true
questions:
  - "家长会怎么问，一行一句"
  - "至少十句，换不同的说法"
short_answer: >-
  先给结论，再说怎么做。两三句话，不超过260字。
age_bands:
  - {min: 0, max: 5, short_answer: "这个年龄段的回答。不分年龄就删掉 age_bands。"}
  - {min: 6, max: 12, short_answer: "这个年龄段的回答。"}
see_doctor:
  - 出现什么情况：马上去医院
  - 出现什么情况：当天看医生
sources:
  - {org: 机构名称, title: "指南或标准的名称", year: 2022}
evidence: 依据的是什么，有多可靠
reviewer: null
reviewed: null
review_due: null
status: draft
---
## 先知道

用平常的话说明原因，让家长放心，也让她知道分寸。

## 可以这样做

- 一步一步写，能照着做。

## 不要这样做

- 写清楚不要做什么，为什么。
`;
