import { Button, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import type { ReactNode } from "react";

interface RecipeSectionViewProps {
  title: string;
  /** Number of changed settings inside; shown while the section is closed, too. */
  changes: number;
  openAtStart: boolean;
  children: ReactNode;
}

/** A titled part of the recipe that folds away. */
export function RecipeSectionView({ title, changes, openAtStart, children }: RecipeSectionViewProps) {
  return (
    <Disclosure className="recipe-section" defaultExpanded={openAtStart}>
      <Heading level={3}>
        <Button slot="trigger" className="recipe-trigger">
          <span>{title}</span>
          {changes > 0 && <span className="recipe-changes">{changes} changed</span>}
          <span className="recipe-arrow" aria-hidden="true" />
        </Button>
      </Heading>
      <DisclosurePanel>{children}</DisclosurePanel>
    </Disclosure>
  );
}
