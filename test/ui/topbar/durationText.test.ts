import { describe, expect, it } from "vitest";
import { agoText } from "../../../src/ui/notices/agoText.ts";
import { durationText } from "../../../src/ui/topbar/durationText.ts";

describe("durationText", () => {
  it("is as exact as an estimate deserves", () => {
    expect([0, 3.4, 38, 91, 600, 3_600, 5_000].map(durationText)).toEqual([
      "1 s",
      "3 s",
      "40 s",
      "2 min",
      "10 min",
      "1 h",
      "1 h 23 min",
    ]);
  });
});

describe("agoText", () => {
  it("speaks of minutes, hours, days", () => {
    expect([5_000, 60_000, 7_200_000, 86_400_000 * 3].map(agoText)).toEqual([
      "less than a minute ago",
      "1 minute ago",
      "2 hours ago",
      "3 days ago",
    ]);
  });
});
