import { rollouts } from "./rollouts.ts";

rollouts("a browser", null);
