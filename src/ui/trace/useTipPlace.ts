import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** Pixels between a tip and the window's edge, and between a tip and its anchor. */
const EDGE = 8;
const GAP = 6;

/**
 * Where a tip of fixed position stands: below its anchor, above it where there is no room, always within the window.
 *
 * @param content what the tip's size depends on; another one places it anew
 */
export function useTipPlace(
  anchor: Element,
  content: unknown,
): { box: RefObject<HTMLDivElement | null>; place: { left: number; top: number } } {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: 0, top: 0 });
  useLayoutEffect(() => {
    if (!box.current) return;
    const token = anchor.getBoundingClientRect();
    const { width, height } = box.current.getBoundingClientRect();
    const left = Math.max(EDGE, Math.min(token.left, window.innerWidth - width - EDGE));
    const below = token.bottom + GAP;
    const fits = below + height <= window.innerHeight - EDGE;
    setPlace({ left, top: fits ? below : Math.max(EDGE, token.top - height - GAP) });
  }, [anchor, content]);
  return { box, place };
}
