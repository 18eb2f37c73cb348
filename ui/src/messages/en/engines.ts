// What is said of signing Docker and Podman in to a registry.
import type { Area } from "../message";

export const engines = {
  open: "Sign in Docker / Podman…",
  title: "Sign in Docker / Podman",
  about: "The registry’s password goes straight to the engine. It is good for twelve hours, and Portolan writes it nowhere.",
  host: "Registry: {host}",
  none: "Neither Docker nor Podman is installed here. This is what to type elsewhere:",
  helper: "Keeps sign-ins in the store of the credential helper {name}.",
  amazon: "Amazon’s credential helper signs in by itself: there is nothing to do.",
  file: "Keeps sign-ins in a plain file, {path}: whoever can read it can use the password while it is good.",
  agree: "Let {name} keep it in that plain file",
  agreeFirst: "Say first that the plain file is all right.",
  signIn: "Sign in {name}",
  done: "{name} is signed in until {until}.",
  byHand: "By hand",
} as const satisfies Area;
