//! Pieces of files and commands: those that use an image or chart, and those that make a repository.

use crate::{ConnectionId, ImageKind, Pair};

plain! {
    /// How to use an image or chart of a connection.
    pub struct ListSnippets {
        pub connection: ConnectionId,
        pub repository: String,
        /// A tag or a digest.
        pub selector: String,
        /// `linux/arm64`; `null` leaves it to whoever runs it.
        pub platform: Option<String>,
        /// What it is, where that is known.
        pub kind: Option<ImageKind>,
    }

    /// A piece of a file that uses an image or chart.
    pub struct UseSnippet {
        pub place: SnippetKind,
        /// The file that it belongs into, or the first words of a shell command.
        pub file_name: String,
        pub text: String,
        /// What has to be known or done beside it.
        pub note: Option<SnippetNote>,
    }

    /// Where a snippet belongs.
    #[derive(Copy, Eq, Hash)]
    pub enum SnippetKind {
        Dockerfile,
        Compose,
        Kubernetes,
        Helm,
        EcsTask,
        Fargate,
        Lambda,
        AppRunner,
        ElasticBeanstalk,
        GithubActions,
        GitlabCi,
        Terraform,
        CloudFormation,
    }

    /// What has to be known or done beside a snippet.
    #[derive(Copy, Eq)]
    pub enum SnippetNote {
        /// Nodes of EKS pull by their role, which needs this policy.
        NodeRole,
        /// The deployment names this secret, which is made once in its namespace.
        PullSecret,
        /// The registry is on this machine: only a cluster that runs here reaches it.
        OnlyHere,
        /// Most charts take their image by these values; some have other names for them.
        ChartValues,
        /// The execution role needs the policy AmazonECSTaskExecutionRolePolicy.
        ExecutionRole,
        /// User and password are in a secret of Secrets Manager that the execution role may read.
        RegistrySecret,
        /// The function has to be in the region of the image.
        SameRegion,
        /// Lambda runs private images of Amazon ECR alone: this copies it there first.
        CopiedFirst,
        /// The role lets App Runner read Amazon ECR by the policy AWSAppRunnerServicePolicyForECRAccess.
        AccessRole,
        /// The role of the instance profile lets the environment's machines read Amazon ECR.
        InstanceProfile,
        /// The file of Docker's sign-ins is in a bucket that the environment may read.
        SignInFile,
        /// The role trusts this pipeline's identity, and needs the right to pull or push.
        PipelineRole,
        /// User and password are kept as secrets of the pipeline.
        PipelineSecrets,
    }

    /// A repository of Amazon ECR with all its settings, to be written as code.
    pub struct RepositoryAsCode {
        pub name: String,
        pub mutability: CodedMutability,
        /// Tags of which the opposite holds, with `*` for any characters.
        pub exclusions: Vec<String>,
        pub scan_on_push: bool,
        pub encryption: CodedEncryption,
        /// The policy's JSON.
        pub lifecycle_policy: Option<String>,
        /// The repository policy's JSON.
        pub policy: Option<String>,
        /// Resource tags.
        pub tags: Vec<Pair>,
    }

    /// Whether a tag may be moved.
    #[derive(Copy, Eq)]
    pub enum CodedMutability {
        Mutable,
        Immutable,
    }
}

tagged! {
    /// How the content is encrypted. Without a key it is the one that AWS keeps for the account.
    pub enum CodedEncryption {
        Aes256,
        Kms { key: Option<String> },
        /// In two layers.
        KmsDsse { key: Option<String> },
    }
}
