// How one signs in to registries that people run themselves, and to Azure's: a step a line.
import type { Area } from "../message";

export const ownServers = {
  harborHelp:
    "For yourself: in Harbor open your name, then User profile, and copy the CLI secret; it stands in for the password where you sign in through a company’s login.\nFor a program: in the project open Robot accounts and make one. Its user name is shown there, as robot$project+name.\nRights of a robot: list and read repositories and artifacts, list tags and pull to browse; push to push; create and delete tags and artifacts to change; create scans to scan.\nHere choose user name and password.",
  zotHelp:
    "Where the server knows you by name: your user name and password.\nWhere you sign in through a company’s login: in zot’s page open your name, then API keys, make one, and type it as the password.\nRights: read to browse and pull, create to push, update to move tags, delete to delete.\nSizes, dates and vulnerabilities are there when the server has its search extension switched on.",
  azureHelp:
    "With the az program: az acr login --name NAME --expose-token. User name 00000000-0000-0000-0000-000000000000, and the access token as the password; it holds three hours.\nTo stay: in the Azure portal open the registry, then Tokens, and make one with a scope map.\nRights of a scope map: content/read and metadata/read to browse and pull, content/write and metadata/write to push and tag, content/delete to delete.\nA service principal works too (AcrPull, AcrPush, AcrDelete): its application ID and a secret of it. So does an access token of Entra, given as the registry’s token: it is exchanged for one of the registry.",
} as const satisfies Area;
