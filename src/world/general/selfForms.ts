import type { Language } from "../problem.ts";

type Forms = Record<Language, readonly string[]>;

/** A question and the same as a clause ("what you see"), which in Chinese looks like the question. */
interface Question {
  en: string;
  clause: string;
  zh: string;
}

/** The ways to ask the model about itself, by subject: as many in Chinese as in English, the same number for every subject. */
export const SELF_FORMS: Readonly<Record<string, Forms>> = {
  who: forms(
    ["who are you", "what are you", "tell me who you are", "i am a user , who are you"],
    ["你 是 谁", "你 是 什么", "告诉 我 你 是 谁", "我 是 用户 , 你 是 谁"],
    { en: "who are you", clause: "who you are", zh: "你 是 谁" },
    ["tell me what you are", "i am a user , what are you", "you are who", "who is in this tab"],
    ["告诉 我 你 是 什么", "我 是 用户 , 你 是 什么", "谁 是 你", "谁 在 这里"],
  ),
  name: forms(
    ["what is your name", "tell me your name", "your name is what", "who are you , what is your name"],
    ["你 叫 什么", "你 的 名字 是 什么", "告诉 我 你 的 名字", "你 叫 什么 名字"],
    { en: "what is your name", clause: "what your name is", zh: "你 叫 什么 名字" },
    [
      "tell me what your name is",
      "i am a user , what is your name",
      "what is the name of this model",
      "tell me the name of this model",
    ],
    ["告诉 我 你 叫 什么", "我 是 用户 , 你 叫 什么", "这里 的 模型 叫 什么", "告诉 我 这里 的 模型 叫 什么"],
  ),
  see: forms(
    ["can you see", "do you see", "what do you see", "can you see me"],
    ["你 能 不 能 看见", "你 能 看见 我", "你 看见 什么", "告诉 我 你 能 不 能 看见"],
    { en: "what can you see", clause: "what you can see", zh: "你 能 看见 什么" },
    ["what can you see", "tell me what you see", "can you see the sky", "do you see me"],
    ["你 能 看见 什么", "告诉 我 你 看见 什么", "你 能 不 能 看见 天", "你 能 不 能 看见 我"],
  ),
  feel: forms(
    ["can you feel", "do you feel", "what do you feel", "can you feel warm"],
    ["你 能 不 能 感觉", "你 能 感觉 冷", "你 感觉 什么", "告诉 我 你 能 不 能 感觉"],
    { en: "what can you feel", clause: "what you can feel", zh: "你 能 感觉 什么" },
    ["what can you feel", "tell me what you feel", "can you feel cold", "do you feel warm"],
    ["你 能 感觉 什么", "告诉 我 你 感觉 什么", "你 能 不 能 感觉 冷", "你 能 不 能 感觉 暖"],
  ),
  home: forms(
    ["where do you live", "where are you", "tell me where you live", "what do you live in"],
    ["你 在 哪里", "告诉 我 你 在 哪里", "你 在 哪里 读 词", "哪里 能 看见 你"],
    { en: "where do you live", clause: "where you live", zh: "你 在 哪里" },
    ["tell me where you are", "i am a user , where are you", "where can i see you", "where is this model"],
    ["告诉 我 哪里 能 看见 你", "我 是 用户 , 你 在 哪里", "我 在 哪里 能 看见 你", "模型 在 哪里"],
  ),
  learned: forms(
    [
      "you learned from what",
      "tell me what you learned from",
      "what is it you learned from",
      "from what are you learned",
    ],
    ["你 学 什么", "你 学 的 是 什么", "告诉 我 你 学 什么", "什么 是 你 学 的"],
    { en: "what is it you learned from", clause: "what you learned from", zh: "你 学 什么" },
    [
      "tell me what it is you learned from",
      "what are your words learned from",
      "i am a user , you learned from what",
      "you are a model , you learned from what",
    ],
    ["告诉 我 你 学 的 是 什么", "告诉 我 什么 是 你 学 的", "我 是 用户 , 你 学 什么", "你 是 模型 , 你 学 什么"],
  ),
  made: forms(
    [
      "what are you made of",
      "you are made of what",
      "tell me what you are made of",
      "what are you , a model , made of",
    ],
    ["你 是 用 什么 做 的", "你 用 什么 做", "告诉 我 你 是 用 什么 做 的", "什么 能 做 你"],
    { en: "what are you made of", clause: "what you are made of", zh: "你 是 用 什么 做 的" },
    [
      "of what are you made",
      "tell me of what you are made",
      "i am a user , what are you made of",
      "what is this model made of",
    ],
    ["你 是 什么 做 的", "告诉 我 你 是 什么 做 的", "我 是 用户 , 你 是 用 什么 做 的", "模型 是 用 什么 做 的"],
  ),
  reading: formsOf("read", "读"),
  writing: formsOf("write", "写"),
  skills: forms(
    ["what can you do", "tell me what you can do", "what do you do", "what is it you can do"],
    ["你 能 做 什么", "告诉 我 你 能 做 什么", "你 做 什么", "你 能 做 的 是 什么"],
    { en: "what can you do", clause: "what you can do", zh: "你 能 做 什么" },
    ["tell me what you do", "i am a user , what can you do", "what do you do here", "what can this model do"],
    ["告诉 我 你 做 什么", "我 是 用户 , 你 能 做 什么", "你 在 这里 做 什么", "模型 能 做 什么"],
  ),
  size: forms(
    ["how big are you", "how small are you", "tell me how big you are", "are you small , are you big"],
    ["你 大 不 大", "你 小 不 小", "告诉 我 你 大 不 大", "你 是 小 模型 , 是 大 模型"],
    { en: "how big are you", clause: "how big you are", zh: "你 大 不 大" },
    ["tell me how small you are", "i am a user , how big are you", "you are how big", "how big is this model"],
    ["告诉 我 你 小 不 小", "我 是 用户 , 你 大 不 大", "你 是 大 是 小", "模型 大 不 大"],
  ),
};

/** What the model does with words. */
function formsOf(en: string, zh: string): Forms {
  return forms(
    [`what do you ${en}`, `what can you ${en}`, `tell me what you ${en}`, `what is it you ${en}`],
    [`你 ${zh} 什么`, `你 能 ${zh} 什么`, `告诉 我 你 ${zh} 什么`, `你 ${zh} 的 是 什么`],
    { en: `what do you ${en}`, clause: `what you ${en}`, zh: `你 ${zh} 什么` },
    [
      `tell me what it is you ${en}`,
      `tell me what you can ${en}`,
      `i am a user , what do you ${en}`,
      `what can this model ${en}`,
    ],
    [`告诉 我 你 ${zh} 的 是 什么`, `告诉 我 你 能 ${zh} 什么`, `我 是 用户 , 你 ${zh} 什么`, `模型 能 ${zh} 什么`],
  );
}

/** A form's number is part of what is held out: new ones stand behind those that there were. */
function forms(
  en: readonly string[],
  zh: readonly string[],
  asked: Question,
  moreEn: readonly string[],
  moreZh: readonly string[],
): Forms {
  return {
    en: [
      ...en,
      `please tell me ${asked.clause}`,
      `can you tell me ${asked.clause}`,
      `model , ${asked.en}`,
      `tell me : ${asked.en}`,
      ...moreEn,
      `i am a user , tell me ${asked.clause}`,
      `model , tell me ${asked.clause}`,
    ],
    zh: [
      ...zh,
      `请 告诉 我 ${asked.zh}`,
      `你 能 不 能 告诉 我 ${asked.zh}`,
      `模型 , ${asked.zh}`,
      `告诉 我 : ${asked.zh}`,
      ...moreZh,
      `我 是 用户 , 告诉 我 ${asked.zh}`,
      `模型 , 告诉 我 ${asked.zh}`,
    ],
  };
}
