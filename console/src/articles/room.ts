/** One article in the editor: what was loaded, what has been typed, and the steps of its review. */
import { computed, ref, watch } from "vue";
import * as api from "@/api/articles";
import { ApiError } from "@/api/client";
import type { Problem } from "@/api/client";
import { TEMPLATE } from "./template";
import { soon } from "@/live/soon";
import type { Article, ArticlePreview } from "@/api/types";

const NEW = "new";
const PAUSE = 500;
const ID = /^id:[ \t]*["']?([\w-]+)/m;
const keptKey = (id: string) => `pa:article:${id}`;

export function useRoom(id: string) {
  const article = ref<Article | null>(null);
  const content = ref("");
  const base = ref("");
  const problems = ref<Problem[]>([]);
  const preview = ref<ArticlePreview | null>(null);
  const isBusy = ref(false);
  /** Somebody saved a newer version while this text was being written: theirs, to compare with. */
  const conflict = ref<Article | null>(null);
  const isNew = computed(() => article.value === null);
  const isChanged = computed(() => content.value !== base.value);
  /** Text typed here earlier and never saved (a closed tab, an ended session), if it differs from what was loaded. */
  const kept = ref<string | null>(null);

  async function load(): Promise<void> {
    if (id === NEW) start(TEMPLATE);
    else show(await api.article(id));
    const found = localStorage.getItem(keptKey(id));
    kept.value = found && found !== content.value ? found : null;
  }

  function start(text: string): void {
    content.value = base.value = text;
    void check();
  }

  function show(found: Article): void {
    article.value = found;
    content.value = base.value = found.content;
    problems.value = found.problems;
    preview.value = found.preview ?? preview.value;
    conflict.value = null;
  }

  async function check(): Promise<void> {
    const asked = content.value;
    const found = await api.check(asked).catch(() => null);
    if (!found || asked !== content.value) return;
    problems.value = found.problems;
    preview.value = found.preview ?? preview.value;
  }

  const checkSoon = soon(() => void check(), PAUSE);
  watch(content, (text) => {
    checkSoon();
    if (text === base.value) localStorage.removeItem(keptKey(id));
    else localStorage.setItem(keptKey(id), text);
  });

  /** Save what is typed. On a conflict nothing of it is lost: theirs is loaded beside it. */
  async function save(): Promise<Article> {
    const text = content.value;
    try {
      return await busy(async () => saved(text, await stored(text)));
    } catch (error) {
      if (error instanceof ApiError && error.problems.length) problems.value = error.problems;
      if (error instanceof ApiError && error.code === "conflict" && article.value) conflict.value = await api.article(article.value.id);
      throw error;
    }
  }

  async function stored(text: string): Promise<Article> {
    if (article.value) return api.save(article.value.id, text, article.value.version, "");
    const named = ID.exec(text)?.[1];
    if (named && (await exists(named))) throw new ApiError(409, "exists", `已经有编号为 ${named} 的文章，请换一个 id`);
    return api.create(text);
  }

  /** What was typed while the saving went on stays, as an unsaved change. */
  function saved(sent: string, found: Article): Article {
    const typed = content.value;
    localStorage.removeItem(keptKey(id));
    show(found);
    if (typed !== sent) content.value = typed;
    return found;
  }

  async function step(action: (id: string) => Promise<Article>): Promise<void> {
    const current = article.value;
    if (current) await busy(async () => show(await action(current.id)));
  }

  async function busy<T>(work: () => Promise<T>): Promise<T> {
    isBusy.value = true;
    try {
      return await work();
    } finally {
      isBusy.value = false;
    }
  }

  /** Go on with one's own text on top of theirs: the next save replaces theirs, which stays as a version. */
  function keepMine(): void {
    if (!conflict.value) return;
    article.value = conflict.value;
    base.value = conflict.value.content;
    conflict.value = null;
  }

  function takeTheirs(): void {
    if (conflict.value) show(conflict.value);
  }

  function restoreKept(isWanted: boolean): void {
    if (isWanted && kept.value) content.value = kept.value;
    else localStorage.removeItem(keptKey(id));
    kept.value = null;
  }

  return { article, content, problems, preview, isBusy, conflict, isNew, isChanged, kept, load, save, step, keepMine, takeTheirs, restoreKept };
}

async function exists(id: string): Promise<boolean> {
  try {
    return Boolean(await api.article(id));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
}
