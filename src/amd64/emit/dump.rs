//! The `== emit` section of dumps: the instructions before the assembler adds the frame, each with
//! the value or block it was emitted for.
//!
//! ```text
//! # x.go
//!  v24   	00004 (18)	PCDATA	$0, $1
//!  v24   	00005 (18)	MOVQ	"".a(SP), CX
//!  b1    	00006 (18)	RET
//!        	00007 (?)	END
//! ```

use std::fmt::Write;

use super::{Emitted, Owner};
use crate::intern::Name;
use crate::obj::listing;
use crate::obj::{FuncText, SymTab};
use crate::source::Sources;

/// The section's lines. Numbers count instructions; branches show the number of their target.
pub fn text(emitted: &Emitted, syms: &SymTab, sources: &Sources) -> String {
    let mut func = FuncText {
        sym: Some(emitted.func.sym),
        flags: emitted.func.flags,
        progs: emitted.func.progs.clone(),
        ..FuncText::default()
    };
    for (i, p) in func.progs.iter_mut().enumerate() {
        p.pc = i as u32;
    }
    let mut out = String::new();
    let mut file: Option<Name> = None;
    for (i, (p, owner)) in func.progs.iter().zip(&emitted.owners).enumerate() {
        let label = match owner {
            Owner::Func => String::new(),
            Owner::Value(v) => v.to_string(),
            Owner::Block(b) => b.to_string(),
        };
        let mut line = "?".to_owned();
        if p.pos.is_known() {
            let (name, n) = sources.file_line(p.pos);
            if file != Some(name) {
                file = Some(name);
                writeln!(out, "# {name}").expect("writing to a string");
            }
            line = n.to_string();
        }
        let text = listing::unassembled(syms, sources, &func, p);
        writeln!(out, " {label:<6}\t{i:05} ({line})\t{text}").expect("writing to a string");
    }
    let end = emitted.func.progs.len();
    writeln!(out, "       \t{end:05} (?)\tEND").expect("writing to a string");
    out
}
