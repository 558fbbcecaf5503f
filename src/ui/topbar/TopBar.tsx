import { useLayoutEffect, useRef } from "react";
import { BackendChip } from "./BackendChip.tsx";
import { KeysButton } from "../keyboard/KeysButton.tsx";
import { ProgressLine } from "./ProgressLine.tsx";
import { RunFacts } from "./RunFacts.tsx";
import { ShareButton } from "./ShareButton.tsx";
import { ThemeMenu } from "./ThemeMenu.tsx";
import { Transport } from "./Transport.tsx";
import "./topbar.css";

export function TopBar({ onShowKeys }: { onShowKeys: () => void }) {
  const bar = useRef<HTMLElement>(null);
  // The sticky side columns start below the bar, whose height depends on how its contents wrap.
  useLayoutEffect(() => {
    const element = bar.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      document.documentElement.style.setProperty("--bar-height", `${element.offsetHeight}px`);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <header className="topbar" ref={bar}>
      <h1 className="brand">
        Aha Lab <span>DeepSeek-R1 in a tab</span>
      </h1>
      <Transport />
      <RunFacts />
      <div className="topbar-tools">
        <BackendChip />
        <ThemeMenu />
        <KeysButton onPress={onShowKeys} />
        <ShareButton />
      </div>
      <ProgressLine />
    </header>
  );
}
