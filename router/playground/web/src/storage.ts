import type { Config } from './config';
import { mergeTabs, readSeen, readTabs, seenOf, withoutHeaders, type Tab } from './session';

/** GraphiQL's keys that matter here, as its StorageAPI writes them. */
const TABS = 'graphiql:tabState';
const HEADERS = 'graphiql:headers';
const SEEN = 'weft:examples';

/** The part of the Web Storage interface that GraphiQL uses. */
export interface Store {
  readonly length: number;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  clear(): void;
}

function memoryStore(): Store {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    clear: () => values.clear(),
  };
}

/** The browser's storage; memory where the browser forbids it. Other pages of the origin share it: clear leaves them theirs. */
function browserStore(): Store {
  let local: Storage;
  try {
    local = window.localStorage;
    local.getItem(TABS);
  } catch {
    return memoryStore();
  }
  const ours = () => Object.keys(local).filter((key) => /^(graphiql|weft):/.test(key));
  return {
    get length() {
      return ours().length;
    },
    getItem: (key) => local.getItem(key),
    setItem: (key, value) => local.setItem(key, value),
    removeItem: (key) => local.removeItem(key),
    clear: () => ours().forEach((key) => local.removeItem(key)),
  };
}

/** Opens the stored session: the storage to give to GraphiQL and the tab to start with. */
export function openSession(config: Config, store: Store = browserStore()): { storage: Store; active: Tab } {
  const tabs = mergeTabs(readTabs(store.getItem(TABS)), readSeen(store.getItem(SEEN)), config);
  const remember = JSON.stringify(seenOf(config.operations));
  try {
    store.setItem(SEEN, remember);
  } catch {
    // A full storage costs the memory of this visit, nothing else.
  }

  // GraphiQL reads its tabs once, when it starts; it gets the merged ones, headers
  // included. What it writes later loses the headers on its way to the disk.
  let initial: string | null = JSON.stringify(tabs);
  const storage: Store = {
    get length() {
      return store.length;
    },
    getItem: (key) => (key === TABS && initial !== null ? initial : store.getItem(key)),
    setItem(key, value) {
      if (key === HEADERS) return;
      if (key === TABS) initial = null;
      store.setItem(key, withoutHeaders(value));
    },
    removeItem: (key) => store.removeItem(key),
    clear: () => store.clear(),
  };
  return { storage, active: tabs.tabs[tabs.activeTabIndex]! };
}
