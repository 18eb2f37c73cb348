//! `samples/anchor`: a Docker schema 2 image, as older engines push it.

use serde_json::{Map, json};

use super::{
    content::{LayerFile, Shelf},
    image::{AMD64, Image, Packing, Step, base_layer},
};
use crate::Error;

pub(super) fn fill(shelf: &Shelf<'_>) -> Result<u64, Error> {
    let image = Image {
        platform: AMD64,
        packing: Packing::DockerGzip,
        created: "2025-02-11T17:48:00Z".to_owned(),
        settings: json!({
            "Hostname": "",
            "User": "",
            "ExposedPorts": { "80/tcp": {} },
            "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            "Cmd": ["anchor", "--hold"],
            "Image": "",
            "WorkingDir": "/var/www",
            "Labels": { "maintainer": "Portolan samples" },
            "StopSignal": "SIGQUIT",
        }),
        annotations: Map::new(),
        steps: vec![
            base_layer(AMD64),
            Step::setting("/bin/sh -c #(nop)  LABEL maintainer=Portolan samples"),
            Step::layer(
                "/bin/sh -c #(nop) COPY dir:5f0e in /var/www",
                vec![LayerFile::text(
                    "var/www/index.html",
                    "<!doctype html><title>anchor</title><p>Holding.</p>\n",
                )],
            ),
            Step::layer(
                "/bin/sh -c apt-get update && apt-get install -y anchor",
                vec![LayerFile::program(
                    "usr/local/bin/anchor",
                    "anchor 1.0",
                    12 * 1024,
                )],
            ),
            Step::setting("/bin/sh -c #(nop)  EXPOSE 80"),
            Step::setting("/bin/sh -c #(nop)  CMD [\"anchor\" \"--hold\"]"),
        ],
    }
    .build(shelf)?;
    shelf.put_tagged(&image, &["1.0", "latest"])
}
