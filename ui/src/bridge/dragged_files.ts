// Files that are dragged onto the window from another program.
import { useEffect, useEffectEvent, useState } from "react";
import { useHost } from "./queries";

/** Hears of a file that is let fall onto the window while the caller is drawn; true while one is over it. */
export function useDraggedFile(onFile: (path: string) => void): boolean {
  const host = useHost();
  const [isOver, setOver] = useState(false);
  const tell = useEffectEvent(onFile);
  useEffect(
    () =>
      host.hearFiles?.((files) => {
        setOver(files.type === "over");
        const path = files.type === "dropped" ? files.paths[0] : undefined;
        if (path !== undefined) tell(path);
      }),
    [host],
  );
  return isOver;
}
