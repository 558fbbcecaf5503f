import type { Ref } from "react";
import { AhaTimeline } from "../aha/AhaTimeline.tsx";
import { Curves } from "../curves/Curves.tsx";
import { GroupPanel } from "../group/GroupPanel.tsx";
import { Notices } from "../notices/Notices.tsx";
import { RecipePanel } from "../recipe/RecipePanel.tsx";
import { SectionLinks } from "../SectionLinks.tsx";
import { VIEW_TEXTS } from "./viewTexts.ts";

/** The main screen: recipe, curves, group, aha timeline. */
export function TrainView({ heading }: { heading: Ref<HTMLHeadingElement> }) {
  return (
    <>
      <SectionLinks />
      <Notices />
      <main className="lab">
        <h2 className="visually-hidden" tabIndex={-1} ref={heading}>
          {VIEW_TEXTS.train.heading}
        </h2>
        <div className="lab-columns">
          <div className="lab-recipe" id="recipe" tabIndex={-1}>
            <RecipePanel />
          </div>
          <div className="lab-centre" id="curves" tabIndex={-1}>
            <Curves />
          </div>
          <div className="lab-group" id="answers" tabIndex={-1}>
            <GroupPanel />
          </div>
        </div>
        <div className="lab-aha" id="ahas" tabIndex={-1}>
          <AhaTimeline />
        </div>
      </main>
    </>
  );
}
