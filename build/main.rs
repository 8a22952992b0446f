//! Build steps: LALRPOP grammars become parsers, op tables become the `Op` enum and its facts.

mod ops;

fn main() {
    println!("cargo:rerun-if-changed=build");
    lalrpop::Configuration::new()
        .set_in_dir("grammar")
        .emit_rerun_directives(true)
        .process()
        .expect("grammar");
    ops::generate();
}
