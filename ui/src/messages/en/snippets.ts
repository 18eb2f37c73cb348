// What is said beside pieces to paste: where each belongs, and what else it needs.
import type { Area } from "../message";

export const snippets = {
  copy: "Copy for {name}",
  copyFile: "Copy {file} for {name}",
  none: "There is nothing to paste for this kind of artifact.",
  use: "Use it",
  with: "Tag or digest",

  dockerfile: "Dockerfile",
  compose: "Compose",
  kubernetes: "Kubernetes Deployment",
  helm: "Helm",
  ecsTask: "ECS task definition",
  fargate: "Fargate",
  lambda: "Lambda",
  appRunner: "App Runner",
  elasticBeanstalk: "Elastic Beanstalk",
  githubActions: "GitHub Actions",
  gitlabCi: "GitLab CI",
  terraform: "Terraform",
  cloudFormation: "CloudFormation",

  nodeRole: "The nodes of EKS pull with their own role: this gives it the right.",
  pullSecret: "The deployment names this secret. Make it once in its namespace.",
  onlyHere: "The registry is on this computer: only a cluster that runs here reaches it.",
  chartValues: "Most charts take their image by these values; some call them otherwise.",
  executionRole: "The execution role needs the policy AmazonECSTaskExecutionRolePolicy.",
  registrySecret: "User and password are in a secret of Secrets Manager that the execution role may read.",
  sameRegion: "The function has to be in the region of the image.",
  copiedFirst: "Lambda runs private images of Amazon ECR alone, so this copies it there first.",
  accessRole: "The role needs the policy AWSAppRunnerServicePolicyForECRAccess.",
  instanceProfile: "The role of the instance profile: this lets the environment’s machines read Amazon ECR.",
  signInFile: "The bucket holds a file with Docker’s sign-ins, which the instance profile may read.",
  pipelineRole: "The role trusts this pipeline’s identity by this policy. It also needs the right to pull or push.",
  pipelineSecrets: "Keep user and password as secrets of the pipeline, under the names used here.",
} as const satisfies Area;
