// What is said of the program going on behind its window, and of schedules.
import type { Area } from "../message";

export const tray = {
  title: "In the background",
  keep: "Keep running when the window is closed",
  keepHelp: "Portolan’s icon stays in the desktop’s tray, with the local registry, watches and schedules. Quit from its menu.",
  none: "This desktop shows no such icons, so closing the window ends Portolan.",
  pause: "Pause schedules",
  pauseHelp: "Rules have no turns by themselves meanwhile. What was missed is done once, and said.",
  open: "Open Portolan",
  runDue: "Run what is due",
  ran: { plural: "count", zero: "Nothing was due.", one: "{count} schedule had its turn.", other: "{count} schedules had their turns." },
  quit: "Quit",
} as const satisfies Area;
