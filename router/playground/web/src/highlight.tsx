import { Lexer, Source, TokenKind, type Token } from 'graphql';
import type { ReactNode } from 'react';

const KEYWORDS = new Set(['query', 'mutation', 'subscription', 'fragment', 'on']);

/** A read-only GraphQL text with its tokens coloured; plain where it cannot be read. */
export function GraphQLText({ text, label }: { text: string; label: string }) {
  return (
    <pre className="weft-code" tabIndex={0} aria-label={label}>
      <code>{coloured(text)}</code>
    </pre>
  );
}

function coloured(text: string): ReactNode {
  const parts: ReactNode[] = [];
  let end = 0;
  try {
    const lexer = new Lexer(new Source(text));
    let before: Token | null = null;
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      if (token.start > end) parts.push(text.slice(end, token.start));
      const name = className(token, before, lexer.lookahead());
      const shown = text.slice(token.start, token.end);
      parts.push(name ? <span key={token.start} className={name}>{shown}</span> : shown);
      end = token.end;
      before = token;
    }
    parts.push(text.slice(end));
    return parts;
  } catch {
    return text;
  }
}

function className(token: Token, before: Token | null, after: Token): string {
  switch (token.kind) {
    case TokenKind.STRING:
    case TokenKind.BLOCK_STRING:
      return 'weft-string';
    case TokenKind.INT:
    case TokenKind.FLOAT:
      return 'weft-number';
    case TokenKind.DOLLAR:
      return 'weft-variable';
    case TokenKind.NAME:
      if (before?.kind === TokenKind.DOLLAR) return 'weft-variable';
      if (before?.kind === TokenKind.NAME && before.value === 'on') return 'weft-type';
      if (before?.kind === TokenKind.COLON || before?.kind === TokenKind.BRACKET_L) return 'weft-type';
      if (KEYWORDS.has(token.value) && (after.kind === TokenKind.NAME || before?.kind === TokenKind.SPREAD || before === null)) return 'weft-keyword';
      return 'weft-name';
    default:
      return '';
  }
}
