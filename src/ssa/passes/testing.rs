//! For unit tests of passes: a function in the text form of dumps, run through a pass, as text.

use super::PassContext;
use crate::obj::SymTab;
use crate::options::Options;
use crate::source::Sources;
use crate::ssa::Func;
use crate::ssa::parse::{ParseEnv, parse_func};
use crate::ssa::print::Printer;
use crate::types::Types;

/// The function `text`, which stands as after pass `after`, once `run` has worked on it. Lines are
/// given and returned without indentation and without the header line.
pub fn run(text: &str, after: &str, run: fn(&mut Func, &PassContext)) -> String {
    let (types, syms) = (Types::default(), SymTab::new());
    let (sources, options) = (Sources::new(), Options::default());
    let cx = PassContext {
        types: &types,
        syms: &syms,
        sources: &sources,
        options: &options,
        itab_method: None,
    };
    let env = ParseEnv::new(&types, &syms);
    let indented = text.lines().map(str::trim).filter(|l| !l.is_empty()).map(|l| {
        let is_block = l.starts_with('b') && l.contains(':');
        format!("{}{l}\n", if is_block { "  " } else { "    " })
    });
    let text = format!("f func()\n{}", indented.collect::<String>());
    let mut f = parse_func(&env, &text, after).expect("the test's text is well-formed");
    run(&mut f, &cx);
    let printed = Printer { types: &types, syms: &syms, sources: None }.func(&f);
    printed.lines().skip(1).map(|l| format!("{}\n", l.trim())).collect()
}

/// Compares texts line by line, ignoring indentation.
#[track_caller]
pub fn check(have: &str, want: &str) {
    let lines = |t: &str| -> Vec<String> {
        t.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect()
    };
    assert_eq!(lines(have), lines(want));
}
