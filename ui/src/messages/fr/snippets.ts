// Ce qui se dit à côté des extraits à coller : où chacun va, et ce qu’il lui faut.
import type { snippets as english } from "../en/snippets";
import type { Translated } from "../message";

export const snippets: Translated<typeof english> = {
  copy: "Copier pour {name}",
  copyFile: "Copier {file} pour {name}",
  none: "Il n’y a rien à coller pour ce genre d’artefact.",
  use: "L’utiliser",
  with: "Étiquette ou empreinte",

  dockerfile: "Dockerfile",
  compose: "Compose",
  kubernetes: "Deployment Kubernetes",
  helm: "Helm",
  ecsTask: "Définition de tâche ECS",
  fargate: "Fargate",
  lambda: "Lambda",
  appRunner: "App Runner",
  elasticBeanstalk: "Elastic Beanstalk",
  githubActions: "GitHub Actions",
  gitlabCi: "GitLab CI",
  terraform: "Terraform",
  cloudFormation: "CloudFormation",

  nodeRole: "Les nœuds d’EKS tirent avec leur propre rôle : ceci lui en donne le droit.",
  pullSecret: "Le déploiement nomme ce secret. Créez-le une fois dans son espace de noms.",
  onlyHere: "Le registre est sur cet ordinateur : seul un cluster qui tourne ici l’atteint.",
  chartValues: "La plupart des charts prennent leur image par ces valeurs ; certains les nomment autrement.",
  executionRole: "Le rôle d’exécution a besoin de la stratégie AmazonECSTaskExecutionRolePolicy.",
  registrySecret: "Utilisateur et mot de passe sont dans un secret de Secrets Manager que le rôle d’exécution peut lire.",
  sameRegion: "La fonction doit être dans la région de l’image.",
  copiedFirst: "Lambda n’exécute que des images privées d’Amazon ECR : ceci l’y copie d’abord.",
  accessRole: "Le rôle a besoin de la stratégie AWSAppRunnerServicePolicyForECRAccess.",
  instanceProfile: "Le rôle du profil d’instance : ceci laisse les machines de l’environnement lire Amazon ECR.",
  signInFile: "Le compartiment contient un fichier avec les connexions de Docker, que le profil d’instance peut lire.",
  pipelineRole: "Par cette stratégie, le rôle fait confiance à l’identité de ce pipeline. Il lui faut aussi le droit de tirer ou d’envoyer.",
  pipelineSecrets: "Gardez utilisateur et mot de passe comme secrets du pipeline, sous les noms employés ici.",
};
