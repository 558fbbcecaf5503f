import { useEffect, useRef, useState } from "react";

/** The value, changing at most once in so many milliseconds; the last one always arrives. */
export function useAtMostEvery<T>(value: T, milliseconds: number): T {
  const [shown, setShown] = useState(value);
  const changed = useRef(0);
  useEffect(() => {
    const wait = changed.current + milliseconds - performance.now();
    const timer = setTimeout(
      () => {
        changed.current = performance.now();
        setShown(value);
      },
      Math.max(0, wait),
    );
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return shown;
}
