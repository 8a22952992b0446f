//! `go9 diff`: what differs between listings, or between a listing and what go9 emits.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use go9::diff::{self, Bad, folder};
use go9::obj::read::BadLine;

use super::compile::{CompileArgs, compile_options};
use super::view::LangArg;
use super::{CheckArgs, ColorArg, in_color, print, run, usage};

/// Two of: listings (`-` is standard input), Go files, folders. A listing is the golden for Go files;
/// of two listings it is the first.
#[derive(Args)]
pub struct DiffArgs {
    /// The argument is a folder: compile every X.go and compare with the listings beside it
    #[arg(long)]
    pub dir: bool,
    /// One line for each symbol that differs
    #[arg(long)]
    pub stat: bool,
    #[arg(long)]
    pub json: bool,
    /// Compare only this: insn (instructions), text (functions), data
    #[arg(long, value_enum)]
    pub only: Option<PartArg>,
    /// Compare only this function
    #[arg(long, value_name = "NAME")]
    pub func: Option<String>,
    /// Golden left, other right
    #[arg(long)]
    pub side_by_side: bool,
    /// One self-contained page; -o FILE says where it goes
    #[arg(long)]
    pub html: bool,
    /// Language of the explanations
    #[arg(long, value_enum, default_value = "en")]
    pub lang: LangArg,
    #[arg(long, value_enum, default_value = "auto")]
    pub color: ColorArg,
    #[command(flatten)]
    pub compile: CompileArgs,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum PartArg {
    Insn,
    Text,
    Data,
}

/// Prints what differs; status 1 if anything does.
pub fn diff(args: &DiffArgs) -> u8 {
    match try_diff(args) {
        Ok(equal) => u8::from(!equal),
        Err(status) => status,
    }
}

pub fn try_diff(args: &DiffArgs) -> Result<bool, u8> {
    let files = &args.compile.common.files;
    let folders: Vec<&PathBuf> = files.iter().filter(|p| p.is_dir()).collect();
    match folders[..] {
        [] if args.dir => Err(usage("--dir: no such folder")),
        [] => diff_listings(args),
        [a] if files.len() == 1 => {
            let options = compile_options(&args.compile, None);
            diff_folder(args, folder::programs(a, &options, &progress_bar()))
        }
        [a, b] if files.len() == 2 => diff_folder(args, folder::listings(a, b, &progress_bar())),
        _ => Err(usage("diff: give one folder, two folders, or files")),
    }
}

pub fn diff_folder(
    args: &DiffArgs,
    entries: std::io::Result<Vec<folder::Entry>>,
) -> Result<bool, u8> {
    let mut entries = entries.map_err(|e| usage(&e.to_string()))?;
    for e in &mut entries {
        if let Ok(report) = &mut e.report {
            report.filter(args.only.map(part), args.func.as_deref());
        }
    }
    print(&if args.json {
        folder::table_json(&entries)
    } else {
        folder::table(&entries, args.stat)
    });
    Ok(entries.iter().all(|e| e.report.as_ref().is_ok_and(|r| r.is_equal())))
}

/// Draws how far a folder's comparison is, if someone watches.
fn progress_bar() -> impl Fn(usize, usize) + Sync {
    const CELLS: usize = 40;
    let watched = std::io::stderr().is_terminal();
    move |done, all| {
        if !watched {
            return;
        }
        let full = done * CELLS / all.max(1);
        let end = if done == all { "\r\x1b[K" } else { "" };
        let bar = format!("{}{}", "█".repeat(full), "░".repeat(CELLS - full));
        // One write, so that threads do not mix.
        let _ = std::io::stderr().write_all(format!("\r{bar} {done}/{all}{end}").as_bytes());
    }
}

pub fn diff_listings(args: &DiffArgs) -> Result<bool, u8> {
    let files = &args.compile.common.files;
    let is_go = |p: &&PathBuf| p.extension().is_some_and(|e| e == "go");
    let (go, listings): (Vec<_>, Vec<_>) = files.iter().partition(is_go);
    let read = |path: &Path| read_text(path).map_err(|text| usage(&text));
    let (golden, other, names) = match (&listings[..], go.is_empty()) {
        ([golden], false) => {
            let text = read(golden)?;
            let mut options = compile_options(&args.compile, None);
            // Without location lists in the golden, DWARF was left out.
            options.dwarf = options.dwarf && text.contains("\ngo.loc.");
            let sources = CheckArgs {
                all_errors: args.compile.common.all_errors,
                error_format: args.compile.common.error_format,
                files: go.into_iter().cloned().collect(),
            };
            let outcome = run(&sources, options)?;
            (
                text,
                outcome.listing.unwrap_or_default(),
                [golden.display().to_string(), "go9".into()],
            )
        }
        ([a, b], true) => (read(a)?, read(b)?, [a.display().to_string(), b.display().to_string()]),
        _ => return Err(usage("diff: give a listing and Go files, or two listings")),
    };
    let bad = |name: &str, e: BadLine| usage(&format!("{name}:{}: no listing: {}", e.line, e.text));
    let compared = diff::compare_texts(&golden, &other).map_err(|e| match e {
        Bad::Golden(e) => bad(&names[0], e),
        Bad::Other(e) => bad(&names[1], e),
    })?;
    let mut report = compared.report;
    report.filter(args.only.map(part), args.func.as_deref());
    let lang = args.lang.lang();
    let style = diff::Style {
        color: in_color(args.color),
        side_by_side: args.side_by_side,
        brief: args.stat,
        lang,
    };
    let hints = match report.is_equal() {
        true => Vec::new(),
        false => diff::hints::hints(&golden, &other, lang),
    };
    if args.html {
        let title = format!("go9 diff {} {}", names[0], names[1]);
        let page = diff::html(&report, &hints, &title, lang);
        match super::view::emit(&page, args.compile.output.as_ref()) {
            0 => {}
            status => return Err(status),
        }
    } else if args.json {
        print(&diff::json(&report));
    } else {
        let hints: String = hints.iter().map(|h| format!("{h}\n")).collect();
        print(&format!("{hints}{}", diff::text(&report, &style)));
    }
    Ok(report.is_equal())
}

pub fn part(arg: PartArg) -> diff::Part {
    match arg {
        PartArg::Insn => diff::Part::Insn,
        PartArg::Text => diff::Part::Text,
        PartArg::Data => diff::Part::Data,
    }
}

/// A listing of any release from Go 1.7 to 1.16; `-` is standard input.
fn read_text(path: &Path) -> Result<String, String> {
    let text = if path.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    text.map_err(|e| format!("open {}: {e}", path.display()))
}
