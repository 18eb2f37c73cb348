//! The TypeScript of the contract: written by this test, committed, and checked for freshness by it.
//! `UPDATE_BINDINGS=1 cargo test -p portolan-contract` rewrites it.

use std::{any::TypeId, collections::BTreeMap, collections::HashSet, fmt::Write as _};

use portolan_contract::*;
use ts_rs::{Config, TS, TypeVisitor};

const PATH: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../ui/src/bridge/generated/contract.ts"
);

struct Collected {
    config: Config,
    seen: HashSet<TypeId>,
    declarations: BTreeMap<String, String>,
}

impl TypeVisitor for Collected {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            let declaration = format!("{docs}export {}\n", T::decl(&self.config));
            self.declarations
                .insert(T::ident(&self.config), declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

fn bindings() -> String {
    let mut collected = Collected {
        config: Config::new().with_large_int("number"),
        seen: HashSet::new(),
        declarations: BTreeMap::new(),
    };
    let mut commands = String::from(
        "/** Every command with its request and its reply. */\nexport type Commands = {\n",
    );
    macro_rules! collect {
        ($($name:ident($request:ty) -> $reply:ty;)*) => {$(
            collected.visit::<$request>();
            collected.visit::<$reply>();
            let request = <$request as TS>::name(&collected.config);
            let reply = <$reply as TS>::name(&collected.config);
            writeln!(commands, "  {}: {{ request: {request}; reply: {reply} }};", stringify!($name)).unwrap();
        )*};
    }
    with_commands!(collect);
    collected.visit::<Event>();
    collected.visit::<Failure>();
    commands.push_str("};\n");

    let mut text = String::from(
        "// Made from src-tauri/crates/contract by its test `bindings`. Do not edit.\n\n",
    );
    for declaration in collected.declarations.values() {
        text.push_str(declaration);
        text.push('\n');
    }
    text.push_str(&commands);
    text
}

#[test]
fn the_committed_typescript_is_what_the_contract_says() {
    let fresh = bindings();
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::create_dir_all(std::path::Path::new(PATH).parent().unwrap()).unwrap();
        std::fs::write(PATH, &fresh).unwrap();
    }
    let committed = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(
        committed == fresh,
        "run UPDATE_BINDINGS=1 cargo test -p portolan-contract --test bindings"
    );
}
