/** Stands where the answers will be, until there are some. */
export function WhatAStepDoes({ prompts, groupSize }: { prompts: number; groupSize: number }) {
  return (
    <div className="group-empty">
      <p>What one training step does:</p>
      <ol>
        <li>
          <b>Ask.</b> The model gets {prompts} questions, such as “make 9 from 7, 3 and 5” or “find x: 3 · x + 4 = 19”.
        </li>
        <li>
          <b>Try.</b> It writes {groupSize} answers to each. They differ by chance.
        </li>
        <li>
          <b>Check.</b> Rules score every answer with the rewards of the recipe. No other model judges.
        </li>
        <li>
          <b>Learn.</b> Answers above the mean of their group become more likely, those below it less likely.
        </li>
      </ol>
      <p>After the first step one question stands here with all its answers, best first, and what each earned.</p>
    </div>
  );
}
