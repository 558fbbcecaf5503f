import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type { Sampling, TokenView } from "../../store/reasonState.ts";
import type { TraceEdit } from "../../store/reasonEdit.ts";
import type { Behaviour } from "../../world/behaviour.types.ts";
import { traceKey } from "../trace/traceKeys.ts";
import { TraceText, type Callout } from "../trace/TraceText.tsx";
import { EditMenu } from "./EditMenu.tsx";
import { TokenTip } from "./TokenTip.tsx";
import "../trace/trace.css";
import "./token.css";

interface TokenTraceProps {
  /** Accessible name: "Base model, answer 1". */
  label: string;
  words: readonly string[];
  behaviour: Behaviour;
  /** One a word. */
  tokens: readonly TokenView[];
  /** Tokens at the beginning that were given, not drawn. */
  given: number;
  sampling: Sampling;
  /** Extra classes of each token. */
  marks: readonly string[] | null;
  callouts: readonly Callout[] | undefined;
  vocabSize: number;
  /** Null while nothing can be changed. */
  onEdit: ((edit: TraceEdit) => void) | null;
}

interface Active {
  index: number;
  anchor: HTMLElement;
  byKeyboard: boolean;
  /** The menu of changes is open instead of the facts. */
  menu: boolean;
}

/**
 * An answer whose every token tells how probable it was (pointer, or arrow keys) and can be changed (click, or Enter). One listener for
 * all tokens.
 */
export function TokenTrace(props: TokenTraceProps) {
  const { label, words, behaviour, tokens, given, sampling, marks, callouts, vocabSize, onEdit } = props;
  const root = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<Active | null>(null);
  const close = (): void => setActive(null);
  useEffect(() => {
    if (!active) return;
    const { anchor, menu } = active;
    anchor.classList.add("active");
    const leave = (): void => setActive(null);
    if (!menu) window.addEventListener("scroll", leave, { capture: true, passive: true });
    return () => {
      anchor.classList.remove("active");
      window.removeEventListener("scroll", leave, { capture: true });
    };
  }, [active]);

  const tokenAt = (target: EventTarget): { index: number; anchor: HTMLElement } | null => {
    const anchor = target instanceof Element ? target.closest<HTMLElement>("[data-i]") : null;
    return anchor && root.current?.contains(anchor) ? { index: Number(anchor.dataset["i"]), anchor } : null;
  };
  const point = (event: PointerEvent): void => {
    const token = tokenAt(event.target);
    if (token && !active?.menu) setActive({ ...token, byKeyboard: false, menu: false });
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && active) {
      event.stopPropagation();
      close();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || active?.menu) return;
    if (event.key === "Enter" && active && onEdit) {
      event.preventDefault();
      setActive({ ...active, menu: true });
      return;
    }
    const index = traceKey(event.key, active?.index ?? null, words.length, behaviour.trace);
    const anchor = index === null ? null : root.current?.querySelector<HTMLElement>(`[data-i="${index}"]`);
    if (index === null || !anchor) return;
    event.preventDefault();
    event.stopPropagation();
    anchor.scrollIntoView({ block: "nearest" });
    setActive({ index, anchor, byKeyboard: true, menu: false });
  };
  const view = active ? tokens[active.index] : undefined;
  const help = onEdit
    ? "arrow keys show the probability of each token, Enter changes the text there"
    : "arrow keys show the probability of each token";
  return (
    <div
      ref={root}
      className="trace lines token-trace"
      role="group"
      aria-label={`${label}; ${help}`}
      tabIndex={0}
      onKeyDown={press}
      onPointerOver={point}
      onPointerLeave={(event) => {
        if (event.pointerType !== "touch" && !active?.menu && !active?.byKeyboard) close();
      }}
      onClick={(event) => {
        const token = tokenAt(event.target);
        if (token && onEdit) setActive({ ...token, byKeyboard: false, menu: true });
      }}
      onBlur={() => {
        if (!active?.menu) close();
      }}
    >
      <TraceText words={words} behaviour={behaviour} shades={marks} callouts={callouts} notes />
      {active && view && !active.menu && (
        <TokenTip
          view={view}
          word={words[active.index] ?? ""}
          place={`token ${active.index + 1} of ${words.length}`}
          put={marks?.[active.index]?.includes("put") ?? false}
          kept={active.index < given}
          sampling={sampling}
          anchor={active.anchor}
          announce={active.byKeyboard}
        />
      )}
      {active?.menu && view && onEdit && (
        <EditMenu
          view={view}
          word={words[active.index] ?? ""}
          index={active.index}
          anchor={active.anchor}
          vocabSize={vocabSize}
          onClose={close}
          onEdit={(edit) => {
            close();
            onEdit(edit);
          }}
        />
      )}
    </div>
  );
}
