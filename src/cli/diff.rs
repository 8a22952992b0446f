//! `go9 diff`: what differs between listings, or between a listing and what go9 emits.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use go9::diff::{self, folder};
use go9::obj::read::{self, Listing};

use super::compile::{CompileArgs, compile_options};
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
            diff_folder(args, folder::programs(a, &compile_options(&args.compile, None)))
        }
        [a, b] if files.len() == 2 => diff_folder(args, folder::listings(a, b)),
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

pub fn diff_listings(args: &DiffArgs) -> Result<bool, u8> {
    let files = &args.compile.common.files;
    let is_go = |p: &&PathBuf| p.extension().is_some_and(|e| e == "go");
    let (go, listings): (Vec<_>, Vec<_>) = files.iter().partition(is_go);
    let read = |path: &Path| read_listing(path).map_err(|text| usage(&text));
    let (golden, other) = match (&listings[..], go.is_empty()) {
        ([golden], false) => {
            let golden = read(golden)?;
            let mut options = compile_options(&args.compile, None);
            // Without location lists in the golden, DWARF was left out.
            let has_dwarf = |l: &Listing| {
                l.syms.data_order.iter().any(|&s| l.syms.name(s).as_str().starts_with("go.loc."))
            };
            options.dwarf = options.dwarf && has_dwarf(&golden);
            let sources = CheckArgs {
                all_errors: args.compile.common.all_errors,
                error_format: args.compile.common.error_format,
                files: go.into_iter().cloned().collect(),
            };
            let outcome = run(&sources, options)?;
            let ours = read::read(&outcome.listing.unwrap_or_default())
                .map_err(|e| usage(&format!("own listing, line {}: {}", e.line, e.text)))?;
            (golden, ours)
        }
        ([a, b], true) => (read(a)?, read(b)?),
        _ => return Err(usage("diff: give a listing and Go files, or two listings")),
    };
    let mut report = diff::compare(&golden, &other);
    report.filter(args.only.map(part), args.func.as_deref());
    let style = diff::Style {
        color: in_color(args.color),
        side_by_side: args.side_by_side,
        brief: args.stat,
    };
    print(&if args.json { diff::json(&report) } else { diff::text(&report, &style) });
    Ok(report.is_equal())
}

pub fn part(arg: PartArg) -> diff::Part {
    match arg {
        PartArg::Insn => diff::Part::Insn,
        PartArg::Text => diff::Part::Text,
        PartArg::Data => diff::Part::Data,
    }
}

/// Reads a listing of any release from Go 1.7 to 1.16; `-` is standard input.
pub fn read_listing(path: &Path) -> Result<Listing, String> {
    let text = if path.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    let text = text.map_err(|e| format!("open {}: {e}", path.display()))?;
    read::read_lenient(&text)
        .map_err(|e| format!("{}:{}: no listing: {}", path.display(), e.line, e.text))
}
