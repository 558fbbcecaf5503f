import { useLayoutEffect, useRef } from "react";
import { BackendChip } from "./BackendChip.tsx";
import { KeysButton } from "../keyboard/KeysButton.tsx";
import { ProgressLine } from "./ProgressLine.tsx";
import { RunFacts } from "./RunFacts.tsx";
import { ShareButton } from "./ShareButton.tsx";
import { ThemeMenu } from "./ThemeMenu.tsx";
import { Transport } from "./Transport.tsx";
import { usePlace } from "../usePage.ts";
import { ViewNav } from "../views/ViewNav.tsx";
import "./topbar.css";

/** The run's controls and facts on the main screen; everywhere the ways to the views. */
export function TopBar({ onShowKeys }: { onShowKeys: () => void }) {
  const bar = useRef<HTMLElement>(null);
  const inTrain = usePlace((place) => place.view === "train");
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
      {inTrain && <Transport />}
      {inTrain && <RunFacts />}
      <div className="topbar-tools">
        {inTrain && <BackendChip />}
        <ThemeMenu />
        {inTrain && <KeysButton onPress={onShowKeys} />}
        {inTrain && <ShareButton />}
      </div>
      <ViewNav />
      {inTrain && <ProgressLine />}
    </header>
  );
}
