import { Button } from "react-aria-components";

const SECTIONS = [
  ["curves", "Curves"],
  ["answers", "Answers"],
  ["ahas", "Ahas"],
  ["recipe", "Recipe"],
] as const;

/**
 * Ways to the parts of the page: hidden until focused where everything is on one screen, a row of its own on a phone. Buttons and not
 * links, because the hash of the address holds the configuration.
 */
export function SectionLinks() {
  return (
    <nav className="section-links" aria-label="Sections">
      {SECTIONS.map(([id, name]) => (
        <Button key={id} className="text-button" onPress={() => goTo(id)}>
          {name}
        </Button>
      ))}
    </nav>
  );
}

function goTo(id: string): void {
  const section = document.getElementById(id);
  section?.focus({ preventScroll: true });
  section?.scrollIntoView({ block: "start" });
}
