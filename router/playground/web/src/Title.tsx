import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';

/** The name of the playground, in the corner where GraphiQL has its own. */
export function Title({ children }: { children: string }) {
  useSystemTheme();
  useActiveTabInView();
  // For tests: the operation that the editor's contents are known to hold.
  const operation = useGraphiQL((state) => state.operationName);
  return <span className="weft-title" data-testid="title" data-operation={operation ?? ''}>{children}</span>;
}

/** GraphiQL reads the system's colour scheme once; the style sheet follows it, and so must the editors. */
function useSystemTheme() {
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    if (theme !== null) return; // chosen by the user
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setTheme(null);
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, [theme, setTheme]);
}

/** With many tabs, the one that was opened elsewhere may be out of sight. */
function useActiveTabInView() {
  const active = useGraphiQL((state) => state.activeTabIndex);
  useEffect(() => {
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
}
