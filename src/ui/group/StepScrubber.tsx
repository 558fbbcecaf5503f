import { Button, Slider, SliderThumb, SliderTrack, ToggleButton } from "react-aria-components";

interface StepScrubberProps {
  /** Kept steps, ascending; not empty. */
  steps: readonly number[];
  step: number;
  followLatest: boolean;
  /** null follows the latest step again. */
  onSelect: (step: number | null) => void;
}

/** Walks through the kept steps; moving it stops following, and the button beside it goes back to the newest. */
export function StepScrubber({ steps, step, followLatest, onSelect }: StepScrubberProps) {
  const at = Math.max(0, steps.indexOf(step));
  const last = steps.length - 1;
  const go = (index: number): void => {
    const target = steps[index];
    if (target !== undefined) onSelect(target);
  };
  return (
    <div className="scrubber">
      <Button className="quiet square" aria-label="Previous step" isDisabled={at <= 0} onPress={() => go(at - 1)}>
        ‹
      </Button>
      <Slider
        className="scrubber-slider"
        aria-label="Step"
        minValue={0}
        maxValue={Math.max(1, last)}
        value={at}
        isDisabled={last < 1}
        onChange={(index) => go(index)}
      >
        <SliderTrack className="scrubber-track">
          <SliderThumb className="scrubber-thumb" aria-valuetext={`step ${step}`} />
        </SliderTrack>
      </Slider>
      <Button className="quiet square" aria-label="Next step" isDisabled={at >= last} onPress={() => go(at + 1)}>
        ›
      </Button>
      <ToggleButton className="quiet" isSelected={followLatest} onChange={(follow) => onSelect(follow ? null : step)}>
        {followLatest ? "following the latest" : "follow the latest"}
      </ToggleButton>
    </div>
  );
}
