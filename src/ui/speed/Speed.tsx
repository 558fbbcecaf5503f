import { Button, Dialog, DialogTrigger, Heading, Popover, Tooltip, TooltipTrigger } from "react-aria-components";
import { useRun } from "../useLab.ts";
import { BreakdownList } from "./BreakdownList.tsx";
import { useBreakdown } from "./useBreakdown.ts";
import "./speed.css";

/** Tokens a second, and under them where the time of a step goes: seconds on hover and focus, what the parts mean on a press. */
export function Speed() {
  const tokensPerSecond = useRun((run) => run.tokensPerSecond);
  const breakdown = useBreakdown();
  const rate = tokensPerSecond === null ? "–" : Math.round(tokensPerSecond).toLocaleString("en");
  const figure = (
    <>
      <b>{rate}</b> tokens/s
    </>
  );
  if (!breakdown) return <span className="speed">{figure}</span>;
  return (
    <DialogTrigger>
      <TooltipTrigger delay={200} closeDelay={100}>
        <Button className="speed" aria-label={`${rate} tokens per second. Where a step's time goes`}>
          <span>{figure}</span>
          <span className="breakdown-bar" aria-hidden="true">
            {breakdown.parts.map(({ metric, share }) => (
              <i key={metric} className="breakdown-part" data-part={metric} style={{ flexGrow: share }} />
            ))}
          </span>
        </Button>
        <Tooltip className="popover breakdown-tip" placement="bottom" offset={14}>
          <BreakdownList breakdown={breakdown} />
        </Tooltip>
      </TooltipTrigger>
      <Popover className="popover" placement="bottom" offset={14}>
        <Dialog>
          <Heading slot="title" level={2}>
            Where a step's time goes
          </Heading>
          <BreakdownList breakdown={breakdown} explained />
          <p className="chip-model">
            Tokens/s is the rate of decoding alone. Measuring on held-out problems and pauses are not part of a step.
          </p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
