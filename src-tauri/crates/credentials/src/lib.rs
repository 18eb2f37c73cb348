//! Who signs in where: the system keyring, and what Docker and Podman already know.
