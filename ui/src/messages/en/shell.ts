// What the window around the screens says.
import type { Area } from "../message";

export const shell = {
  inspector: "Inspector",
  inspectorWidth: "Width of the inspector",
  sidebarWidth: "Width of the sidebar",
  welcome: "Welcome",
  connections: "Connections",
  newConnection: "New connection",
  activity: "Activity",
  settings: "Settings",
} as const satisfies Area;
