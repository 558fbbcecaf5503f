import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type { CompletionView } from "../../protocol/messages.ts";
import type { Behaviour } from "../../world/behaviour.types.ts";
import type { ColourScale } from "./colourScale.ts";
import { shadeClass, tokenShades } from "./tokenShades.ts";
import { traceKey } from "./traceKeys.ts";
import { TraceText, type Callout } from "./TraceText.tsx";
import { TraceTooltip } from "./TraceTooltip.tsx";
import "./trace.css";

interface TraceProps {
  words: readonly string[];
  behaviour: Behaviour;
  /** Accessible name: "Answer 3, correct". */
  label: string;
  /** "lines": an attempt a line with remarks in the margin; "flow": running text. */
  layout: "lines" | "flow";
  /** Measurements of each token, for the tooltip and the colours. */
  view?: CompletionView;
  scale?: ColourScale;
  callouts?: readonly Callout[];
  /** False for a shortened preview: the pointer still works, Tab passes by. Default true. */
  focusable?: boolean;
}

interface Active {
  index: number;
  anchor: Element;
  byKeyboard: boolean;
}

/** How long the tooltip stays when the pointer leaves the token, so that the pointer can be moved onto it. */
const GRACE_MS = 140;

/**
 * A completion as text that can be read aloud. One listener for all tokens: hovering, or moving with the arrow keys,
 * opens the facts of one
 * token (left and right: tokens, up and down: attempts, Escape closes).
 */
export function Trace({ words, behaviour, label, layout, view, scale, callouts, focusable = true }: TraceProps) {
  const root = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [active, setActive] = useState<Active | null>(null);
  const shades = useMemo(() => tokenShades(view, scale), [view, scale]);
  const wash = scale?.id === "advantage" && view ? shadeClass(scale, view.advantage) : "";

  const keep = useCallback(() => clearTimeout(timer.current), []);
  const leave = useCallback((event: PointerEvent) => {
    clearTimeout(timer.current);
    // A finger that is lifted has not gone away: the tooltip stays until the next touch elsewhere.
    if (event.pointerType === "touch") return;
    timer.current = setTimeout(() => setActive(null), GRACE_MS);
  }, []);
  useEffect(() => keep, [keep]);
  // Another completion in the same place: the tooltip would describe words that are gone.
  useEffect(() => setActive(null), [words]);
  useEffect(() => {
    if (!active) return;
    const close = (): void => setActive(null);
    active.anchor.classList.add("active");
    const closeOutside = (event: Event): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) close();
    };
    window.addEventListener("scroll", close, { capture: true, passive: true });
    window.addEventListener("pointerdown", closeOutside);
    return () => {
      window.removeEventListener("pointerdown", closeOutside);
      active.anchor.classList.remove("active");
      window.removeEventListener("scroll", close, { capture: true });
    };
  }, [active]);

  const point = (event: PointerEvent): void => {
    const token = event.target instanceof Element ? event.target.closest("[data-i]") : null;
    if (!token || !root.current?.contains(token)) return;
    keep();
    setActive({ index: Number(token.getAttribute("data-i")), anchor: token, byKeyboard: false });
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && active) {
      event.stopPropagation();
      setActive(null);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = traceKey(event.key, active?.index ?? null, words.length, behaviour.trace);
    const token = index === null ? null : root.current?.querySelector(`[data-i="${index}"]`);
    if (index === null || !token) return;
    event.preventDefault();
    event.stopPropagation();
    setActive({ index, anchor: token, byKeyboard: true });
  };

  return (
    <div
      ref={root}
      className={`trace ${layout}${shades ? " shaded" : ""}${wash ? ` wash ${wash}` : ""}`}
      role="group"
      aria-label={focusable ? `${label}; arrow keys show the details of each token` : label}
      tabIndex={focusable ? 0 : undefined}
      onKeyDown={press}
      onPointerOver={point}
      onPointerDown={point}
      onPointerLeave={leave}
      onBlur={() => setActive(null)}
    >
      <TraceText words={words} behaviour={behaviour} shades={shades} callouts={callouts} notes={layout === "lines"} />
      {active && (
        <TraceTooltip
          words={words}
          behaviour={behaviour}
          view={view}
          index={active.index}
          anchor={active.anchor}
          announce={active.byKeyboard}
          onEnter={keep}
          onLeave={leave}
        />
      )}
    </div>
  );
}
