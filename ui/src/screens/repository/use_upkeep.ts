// Has the registry's own work on the images in view looked up: once they have rested there, and now and then.
import { useCallback, useEffect, useRef } from "react";
import type { ImageRow } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";

/** Rows that are passed by in less time are not looked up. */
const rest = 250;

/** What is under way is looked at again; the host asks nothing of what it has lately. */
const pause = 30_000;

/** Images that the host is asked to look up at once. */
const most = 200;

export interface UpkeepOf {
  connection: string;
  repository: string;
  /** The registry does something by itself. */
  isKept: boolean;
  rowAt: (index: number) => ImageRow | undefined;
}

interface Range {
  first: number;
  last: number;
}

/** Is to be told which rows are in view. Nothing is drawn for it: rows pass by while one scrolls. */
export function useUpkeep({ connection, repository, isKept, rowAt }: UpkeepOf): (first: number, last: number) => void {
  const { mutate } = useAct("look_after_images");
  const range = useRef<Range>({ first: 0, last: -1 });
  const rows = useRef(rowAt);
  const asked = useRef("");
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);

  const look = useCallback(
    (isAgain: boolean): void => {
      const digests = new Set<string>();
      for (let index = range.current.first; index <= range.current.last; index += 1) {
        const digest = rows.current(index)?.digest;
        if (typeof digest === "string") digests.add(digest);
      }
      const inView = [...digests].slice(0, most);
      const question = [connection, repository, ...inView].join(" ");
      if (inView.length === 0 || (question === asked.current && !isAgain)) return;
      asked.current = question;
      mutate({ connection, repository, digests: inView });
    },
    [mutate, connection, repository],
  );
  const wait = useCallback((): void => {
    clearTimeout(resting.current);
    resting.current = setTimeout(() => look(false), rest);
  }, [look]);

  useEffect(() => {
    rows.current = rowAt;
    if (isKept) wait();
  }, [isKept, rowAt, wait]);
  useEffect(() => {
    if (!isKept) return;
    const again = setInterval(() => look(true), pause);
    return () => {
      clearInterval(again);
      clearTimeout(resting.current);
    };
  }, [isKept, look]);

  return useCallback(
    (first: number, last: number) => {
      range.current = { first, last };
      if (isKept) wait();
    },
    [isKept, wait],
  );
}
