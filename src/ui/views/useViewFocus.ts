import { useEffect, useRef, type RefObject } from "react";
import type { ViewId } from "../../store/views.ts";
import { VIEW_TEXTS } from "./viewTexts.ts";

/**
 * Names the tab after the view. When another view is opened, its heading gets the focus, which also makes screen readers read it; the
 * view that the page opens with takes no focus away from anything.
 */
export function useViewFocus(view: ViewId): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(view);
  useEffect(() => {
    document.title = VIEW_TEXTS[view].title;
    if (shown.current === view) return;
    shown.current = view;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [view]);
  return heading;
}
