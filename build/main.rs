//! Build steps: LALRPOP grammars become parsers, op tables become the `Op` enum and its facts,
//! rewrite rules become tables,
//! descriptions of standard packages are embedded.

mod candidates;
mod ops;
mod rules;
mod std;

fn main() {
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed=grammar");
    lalrpop::Configuration::new()
        .set_in_dir("grammar")
        .emit_rerun_directives(true)
        .process()
        .expect("grammar");
    let facts = ops::generate();
    rules::generate(&facts);
    std::generate();
}
