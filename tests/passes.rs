//! Replays single passes on gc 1.13's own dumps.
//!
//! A dump (`tests/passes/TIER/PROGRAM.FUNC.txt`) shows a function after construction and after
//! each pass. For every pass P this test reads the function as it stood before P, runs P, prints
//! the result and compares it with what gc had after P. Values and blocks are renumbered by first
//! appearance, since a dump does not tell which freed number is handed out next.
//!
//! - `cargo test --test passes`: every dump prints back as it was read; every pair listed in
//!   `tests/passes/equal.txt` is still equal. The list only grows.
//! - `GO9_BLESS=1 cargo test --test passes`: adds the pairs that have become equal to the list.
//! - `GO9_DUMPS=DIR cargo test --test passes table -- --nocapture`: a table over all dumps below
//!   DIR: of each pass, how many results are equal, and how many of those in which the pass
//!   changed something. Sources of the programs (for their types) are looked up in
//!   `tests/golden/TIER/PROGRAM.go`.
//! - `GO9_PASS=NAME` with it: names the dumps in which that pass differs, and shows the first
//!   difference of each. `GO9_ONLY=SUBSTRING` restricts the dumps. `GO9_TEXTS=DIR` writes both
//!   texts of each that differs into DIR.
//!
//! A dump shows the values of a block in dependency order, not in list order. The harness follows
//! the lists from `start` on, where values stand in the order of their numbers: values that stay
//! keep their order, new ones are appended. Positions are not shown either; the lines in `== emit`
//! give those of values that became instructions (no columns). What cannot be recovered matters
//! to a few passes (`schedule` compares positions), so not every difference is a fault.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use go9::index::EntityRef;
use go9::intern::Name;
use go9::obj::SymTab;
use go9::options::Options;
use go9::source::{BaseId, InlineId, InlinedCall, Pos, PosBase, Sources};
use go9::ssa::func::{Func, ValueId};
use go9::ssa::parse::{ParseEnv, parse_func};
use go9::ssa::passes::PassContext;
use go9::ssa::pipeline::PASSES;
use go9::ssa::print::Printer;
use go9::ssa::verify::verify;
use go9::types::Types;

/// A dump: its name, the tree before SSA, and the function after each step.
struct Dump {
    /// `TIER/PROGRAM.FUNC.txt`
    name: String,
    tree: String,
    source: String,
    /// Name of the step (`start` or a pass) and the function's text; every pass is there.
    steps: Vec<(String, String)>,
    /// Of each step, the lists of the blocks, where they could be followed.
    lists: Vec<HashMap<usize, Vec<usize>>>,
    /// Lines of values that became instructions.
    lines: HashMap<usize, u32>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn read_dumps(dir: &Path) -> Vec<Dump> {
    let only = std::env::var("GO9_ONLY").unwrap_or_default();
    let mut dumps = Vec::new();
    for tier in sorted_entries(dir) {
        for path in sorted_entries(&tier) {
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            let tier = tier.file_name().unwrap().to_string_lossy().into_owned();
            let name = format!("{tier}/{file}");
            if !file.ends_with(".txt") || !name.contains(&only) {
                continue;
            }
            let program = file.split('.').next().unwrap();
            let source = root().join("golden").join(&tier).join(format!("{program}.go"));
            let source = fs::read_to_string(&source).unwrap_or_default();
            let text = fs::read_to_string(&path).unwrap();
            let (tree, steps) = sections(&text);
            let lists = follow_lists(&steps);
            dumps.push(Dump { name, tree, source, steps, lists, lines: emitted_lines(&text) });
        }
    }
    dumps
}

fn sorted_entries(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The tree, and the steps from `start` to the last pass; passes that changed nothing repeat the
/// text before them.
fn sections(text: &str) -> (String, Vec<(String, String)>) {
    let mut tree = String::new();
    let mut steps: Vec<(String, String)> = Vec::new();
    let text = format!("\n{text}");
    for section in text.split("\n== ").skip(1) {
        let (name, body) = section.split_once('\n').unwrap_or((section, ""));
        if name == "tree" {
            tree = body.to_owned();
        } else if let Some(names) = name.strip_prefix("unchanged by: ") {
            for name in names.split(", ") {
                let last = steps.last().unwrap().1.clone();
                steps.push((name.to_owned(), last));
            }
        } else if name != "emit" {
            // Remarks of a pass precede the function.
            let remarks = body.lines().take_while(|l| l.starts_with("found ")).count();
            let func: Vec<&str> = body.trim_end().lines().skip(remarks).collect();
            steps.push((name.to_owned(), func.join("\n") + "\n"));
        }
    }
    (tree, steps)
}

/// A value as the text shows it, for following lists.
struct Shown {
    id: usize,
    phi: bool,
    args: Vec<usize>,
}

/// The values of each block as printed.
fn shown_blocks(text: &str) -> Vec<(usize, Vec<Shown>)> {
    let mut blocks: Vec<(usize, Vec<Shown>)> = Vec::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("    v") {
            let Some((id, rest)) = rest.split_once(" = ") else { continue };
            let rest = rest.split_once(" : ").map_or(rest, |r| r.0);
            let args = rest.split(' ').filter_map(|w| w.strip_prefix('v')?.parse().ok()).collect();
            let shown = Shown { id: id.parse().unwrap(), phi: rest.starts_with("Phi "), args };
            blocks.last_mut().unwrap().1.push(shown);
        } else if let Some(rest) = line.strip_prefix("  b") {
            let id = rest.split(':').next().unwrap().parse().unwrap();
            blocks.push((id, Vec::new()));
        }
    }
    blocks
}

/// The order in which the printer shows a list.
fn printed_order(list: &[usize], shown: &[Shown]) -> Vec<usize> {
    let by_id: HashMap<usize, &Shown> = shown.iter().map(|s| (s.id, s)).collect();
    let (phis, mut rest): (Vec<usize>, Vec<usize>) = list.iter().partition(|v| by_id[v].phi);
    let mut order = phis;
    while !rest.is_empty() {
        let before = order.len();
        rest.retain(|v| {
            let ready = by_id[v].args.iter().all(|a| !by_id.contains_key(a) || order.contains(a));
            if ready {
                order.push(*v);
            }
            !ready
        });
        if order.len() == before {
            break;
        }
    }
    order
}

/// Follows the blocks' lists through the steps (until `schedule`, which shows them as they are).
fn follow_lists(steps: &[(String, String)]) -> Vec<HashMap<usize, Vec<usize>>> {
    let mut all: Vec<HashMap<usize, Vec<usize>>> = Vec::new();
    for (i, (name, text)) in steps.iter().enumerate() {
        if name == "schedule" {
            break;
        }
        if i > 0 && *text == steps[i - 1].1 {
            all.push(all[i - 1].clone());
            continue;
        }
        let mut lists = HashMap::new();
        for (b, shown) in shown_blocks(text) {
            let printed: Vec<usize> = shown.iter().map(|s| s.id).collect();
            let old: &[usize] = match i {
                0 => &[],
                _ => all[i - 1].get(&b).map_or(&[], |l| l),
            };
            let kept: Vec<usize> = old.iter().copied().filter(|v| printed.contains(v)).collect();
            let new: Vec<usize> = printed.iter().copied().filter(|v| !old.contains(v)).collect();
            let mut by_number = new.clone();
            by_number.sort_unstable();
            let candidates = [[kept.clone(), by_number].concat(), [kept, new].concat()];
            let fitting = candidates.iter().find(|l| printed_order(l, &shown) == printed);
            lists.insert(b, fitting.cloned().unwrap_or(printed));
        }
        all.push(lists);
    }
    all
}

/// ` v8    \t00004 (6)\tPCDATA...`: the lines of values in the emitted instructions.
fn emitted_lines(text: &str) -> HashMap<usize, u32> {
    let emit = text.split("\n== emit\n").nth(1).unwrap_or("");
    let line_of = |l: &str| {
        let id = l.trim_start().strip_prefix('v')?.split_whitespace().next()?.parse().ok()?;
        let line = l.split_once('(')?.1.split_once(')')?.0.parse().ok()?;
        Some((id, line))
    };
    emit.lines().filter_map(line_of).collect()
}

/// Values and blocks numbered by first appearance.
fn renumber(text: &str) -> String {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let n = rest[c.len_utf8()..].bytes().take_while(u8::is_ascii_digit).count();
        if (c == 'v' || c == 'b')
            && !is_word(before)
            && n > 0
            && !rest[n + 1..].starts_with(is_word)
        {
            let number = seen.len();
            let id = *seen.entry(&rest[..n + 1]).or_insert(number);
            out.push_str(&format!("{c}{id}"));
            before = '0';
            rest = &rest[n + 1..];
        } else {
            out.push(c);
            before = c;
            rest = &rest[c.len_utf8()..];
        }
    }
    // Whether an inline mark is dead depends on positions.
    let lines = out.lines().map(|l| match l.strip_suffix(" DEAD") {
        Some(l) if l.contains(" = InlMark ") => l,
        _ => l,
    });
    lines.collect::<Vec<_>>().join("\n")
}

struct Context {
    types: Types,
    syms: SymTab,
    sources: Sources,
    options: Options,
}

impl Context {
    fn new() -> Context {
        let sources = Sources::new();
        let file = Name::new("x.go");
        sources.add_base(PosBase { file, abs_file: file, directive: None, inlined: None });
        Context {
            types: Types::default(),
            syms: SymTab::new(),
            sources,
            options: Options::default(),
        }
    }

    /// A position in the n-th inlined call.
    fn inlined_base(&self, n: usize) -> Pos {
        let file = Name::new("x.go");
        let call = || InlinedCall { parent: None, pos: Pos::NONE, callee: file };
        while self.sources.add_inlined_call(call()).index() < n {}
        let inlined = Some(InlineId::new(n));
        let base = PosBase { file, abs_file: file, directive: None, inlined };
        Pos::new(self.sources.add_base(base), 1, 1)
    }

    fn print(&self, f: &Func) -> String {
        Printer { types: &self.types, syms: &self.syms, sources: None }.func(f)
    }
}

fn parse(cx: &Context, dump: &Dump, step: usize) -> Result<Func, String> {
    let mut env = ParseEnv::new(&cx.types, &cx.syms);
    env.declare(&dump.source);
    env.declare_locals(&dump.tree)?;
    let (name, text) = &dump.steps[step];
    let mut f = parse_func(&env, text, name)?;
    if let Some(lists) = dump.lists.get(step) {
        for b in f.layout.clone() {
            if let Some(list) = lists.get(&b.index()) {
                f.b_mut(b).values = list.iter().map(|&v| ValueId::new(v)).collect();
            }
        }
    }
    // Before lowering, values that will be instructions are other values under the same number.
    let lowered = PASSES.iter().position(|p| p.name == "lower").unwrap();
    if step > lowered {
        for b in f.layout.clone() {
            for v in f.b(b).values.clone() {
                if let Some(&line) = dump.lines.get(&v.index()) {
                    f.v_mut(v).pos = Pos::new(BaseId::new(1), line, 1);
                }
            }
        }
    }
    keep_live_inline_marks(cx, &mut f, text);
    Ok(f)
}

/// An inline mark is live if some position belongs to its call. The marks that the dump does not
/// call dead get such a position themselves.
fn keep_live_inline_marks(cx: &Context, f: &mut Func, text: &str) {
    for line in text.lines().filter(|l| l.contains(" = InlMark ") && !l.ends_with(" DEAD")) {
        let id = line.trim_start().trim_start_matches('v').split(' ').next().unwrap();
        let v = ValueId::new(id.parse().unwrap());
        f.v_mut(v).pos = cx.inlined_base(f.v(v).auxint as usize);
    }
}

/// The first line in which two texts differ.
fn first_difference(have: &str, want: &str) -> String {
    let (mut have, mut want) = (have.lines(), want.lines());
    loop {
        match (have.next(), want.next()) {
            (Some(h), Some(w)) if h == w => {}
            (None, None) => return "equal".to_owned(),
            (h, w) => return format!("have {}\n    want {}", h.unwrap_or("-"), w.unwrap_or("-")),
        }
    }
}

/// Whether the step reads and prints back; the difference if not.
fn round_trip(cx: &Context, dump: &Dump, step: usize) -> Result<(), String> {
    let f = parse(cx, dump, step)?;
    let (have, want) = (cx.print(&f), &dump.steps[step].1);
    let strip = |t: &str| -> String {
        t.lines()
            .map(|l| l.strip_suffix(" DEAD").filter(|l| l.contains("InlMark")).unwrap_or(l))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let (have, want) = (strip(&have), strip(want));
    let printer = Printer { types: &cx.types, syms: &cx.syms, sources: None };
    if let Some(fault) = verify(&f, &printer).first() {
        return Err(format!("does not verify: {fault}"));
    }
    if have == want { Ok(()) } else { Err(first_difference(&have, &want)) }
}

/// Runs the pass that made step `i` on step `i - 1`.
fn replay(cx: &Context, dump: &Dump, i: usize) -> Result<(), String> {
    let pass = PASSES.iter().find(|p| p.name == dump.steps[i].0).ok_or("no such pass")?;
    let mut f = parse(cx, dump, i - 1)?;
    f.pass = pass.name;
    let pcx = PassContext {
        types: &cx.types,
        syms: &cx.syms,
        sources: &cx.sources,
        options: &cx.options,
        itab_method: None,
    };
    let have = catch_unwind(AssertUnwindSafe(|| {
        (pass.run)(&mut f, &pcx);
        cx.print(&f)
    }))
    .map_err(|_| "panic".to_owned())?;
    let (same, want_text) = (have.clone(), &dump.steps[i].1);
    let (have, want) = (renumber(&have), renumber(want_text));
    if have != want
        && let Some(dir) = std::env::var_os("GO9_TEXTS")
    {
        let file = format!("{} {}", dump.name.replace('/', "."), pass.name);
        fs::write(Path::new(&dir).join(format!("{file}.have")), same).unwrap();
        fs::write(Path::new(&dir).join(format!("{file}.want")), want_text).unwrap();
    }
    if have == want { Ok(()) } else { Err(first_difference(&have, &want)) }
}

#[test]
fn dumps_print_back() {
    let mut faults = Vec::new();
    for dump in read_dumps(&root().join("passes")) {
        let cx = Context::new();
        for i in 0..dump.steps.len() {
            if let Err(e) = round_trip(&cx, &dump, i) {
                faults.push(format!("{} {}: {e}", dump.name, dump.steps[i].0));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn listed_passes_are_equal() {
    let list = root().join("passes/equal.txt");
    let listed: BTreeSet<String> =
        fs::read_to_string(&list).unwrap_or_default().lines().map(str::to_owned).collect();
    let mut equal: BTreeSet<String> = BTreeSet::new();
    let mut at_work: BTreeSet<String> = BTreeSet::new();
    let mut faults = Vec::new();
    for dump in read_dumps(&root().join("passes")) {
        let cx = Context::new();
        for i in 1..dump.steps.len() {
            let pass = &dump.steps[i].0;
            let pair = format!("{} {pass}", dump.name);
            match replay(&cx, &dump, i) {
                Ok(()) => {
                    if dump.steps[i].1 != dump.steps[i - 1].1 {
                        at_work.insert(pass.clone());
                    }
                    equal.insert(pair);
                }
                Err(e) if listed.contains(&pair) => faults.push(format!("{pair}: {e}")),
                Err(_) => {}
            }
        }
    }
    if std::env::var_os("GO9_BLESS").is_some() {
        // A pass that never did anything right is not listed: it may not be written yet.
        let new = equal.into_iter().filter(|pair| {
            let pass = pair.split_once(' ').unwrap().1;
            at_work.contains(pass)
        });
        let all: BTreeSet<String> = listed.iter().cloned().chain(new).collect();
        let text: String = all.iter().map(|l| format!("{l}\n")).collect();
        fs::write(&list, text).unwrap();
    }
    assert!(faults.is_empty(), "no longer equal:\n{}", faults.join("\n"));
}

/// Prints the table of `GO9_DUMPS`; does nothing without it.
#[test]
fn table() {
    let Some(dir) = std::env::var_os("GO9_DUMPS") else { return };
    let chosen = std::env::var("GO9_PASS").ok();
    let mut rows: BTreeMap<usize, [usize; 4]> = BTreeMap::new();
    let (mut back, mut all) = (0, 0);
    if chosen.is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    for dump in read_dumps(Path::new(&dir)) {
        let cx = Context::new();
        for i in 0..dump.steps.len() {
            let (name, text) = &dump.steps[i];
            let changed = i == 0 || *text != dump.steps[i - 1].1;
            if changed && chosen.is_none() {
                all += 1;
                match round_trip(&cx, &dump, i) {
                    Ok(()) => back += 1,
                    Err(e) => println!("{} {name} does not print back: {e}", dump.name),
                }
            }
            if i == 0 || chosen.as_ref().is_some_and(|c| c != name) {
                continue;
            }
            let result = replay(&cx, &dump, i);
            let row = rows.entry(i).or_default();
            row[1] += 1;
            row[3] += usize::from(changed);
            match result {
                Ok(()) => {
                    row[0] += 1;
                    row[2] += usize::from(changed);
                }
                Err(e) if chosen.is_some() => println!("{}\n    {e}", dump.name),
                Err(_) => {}
            }
        }
    }
    let _ = std::panic::take_hook();
    if chosen.is_none() {
        println!("{back}/{all} sections print back");
    }
    println!("equal/all   changed: equal/all");
    for (i, [equal, total, equal_changed, changed]) in rows {
        println!("{equal:5}/{total:<5} {equal_changed:8}/{changed:<5} {}", PASSES[i - 1].name);
    }
}
