// How a job ended that did not fail: whole, or stopped on the way.
import type { Job } from "~/bridge/generated/contract";

/** Whether it was stopped: the last progress that was told before its end lacks some. */
export function wasStopped(last: Job | undefined): boolean {
  if (!last) return false;
  const { doneItems, totalItems, doneBytes, totalBytes } = last;
  return (totalItems !== null && doneItems < totalItems) || (totalBytes !== null && doneBytes < totalBytes);
}
