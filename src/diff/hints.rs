//! Signs that a golden was made by another release, for another system, or with other flags.

use crate::explain::Lang;

/// What only one of the listings has, and what it is a sign of.
struct Sign {
    text: &'static str,
    en: &'static str,
    zh: &'static str,
}

const SIGNS: &[Sign] = &[
    Sign {
        text: " t=1 size=",
        en: "headers with numbers for kinds: Go 1.7 or older",
        zh: "符号类型用数字表示：Go 1.7 或更早",
    },
    Sign {
        text: "(FP)",
        en: "operands relative to FP: Go 1.9 or older",
        zh: "操作数相对于 FP：Go 1.9 或更早",
    },
    Sign {
        text: "\tPCDATA\t$2, ",
        en: "PCDATA $2: Go 1.11 or 1.12",
        zh: "PCDATA $2：Go 1.11 或 1.12",
    },
    Sign {
        text: "runtime.panicindex(SB)",
        en: "runtime.panicindex: Go 1.12 or older",
        zh: "runtime.panicindex：Go 1.12 或更早",
    },
    Sign {
        text: "\tFUNCDATA\t$4, ",
        en: "FUNCDATA $4 (open-coded defers): Go 1.14 or later",
        zh: "FUNCDATA $4（开放编码的 defer）：Go 1.14 或更新",
    },
    Sign {
        text: " funcid=",
        en: "headers with funcid: Go 1.16 or later",
        zh: "头部带 funcid：Go 1.16 或更新",
    },
    Sign {
        text: "\tMOVQ\tTLS, ",
        en: "g is loaded in two instructions: made for windows (GOOS=windows)",
        zh: "分两条指令取 g：为 windows 生成（GOOS=windows）",
    },
    Sign {
        text: "\t0x0000 65 48 8b ",
        en: "g is reached through GS: made for darwin (GOOS=darwin)",
        zh: "通过 GS 取 g：为 darwin 生成（GOOS=darwin）",
    },
    Sign {
        text: "runtime.racefuncenter(SB)",
        en: "calls of the race detector: made with -race",
        zh: "调用竞态检测器：用 -race 生成",
    },
    Sign {
        text: "runtime.deferprocStack(SB)",
        en: "_defer records in frames: Go 1.13",
        zh: "_defer 记录在栈帧中：Go 1.13",
    },
    Sign {
        text: "\ngo.loc.",
        en: "DWARF symbols: made without -dwarf=false",
        zh: "含 DWARF 符号：没有用 -dwarf=false",
    },
];

/// Signs that are in one of the listings only, the golden's first.
pub fn hints(golden: &str, other: &str, lang: Lang) -> Vec<String> {
    let mut found = Vec::new();
    for (text, there, who) in
        [(golden, other, lang.pick("golden", "基准")), (other, golden, lang.pick("other", "对方"))]
    {
        for s in SIGNS {
            if text.contains(s.text) && !there.contains(s.text) {
                found.push(format!("{who}{}{}", lang.pick(": ", "："), lang.pick(s.en, s.zh)));
            }
        }
        if calls_more(text, there) {
            let what = lang.pick(
                "calls functions that the other expands: made with -l?",
                "调用了另一方内联展开的函数：是否用了 -l？",
            );
            found.push(format!("{who}{}{what}", lang.pick(": ", "：")));
        }
        if has_idle_jumps(text) && !has_idle_jumps(there) {
            let what = lang.pick(
                "jumps to the next instruction: made with -N?",
                "有跳到下一条指令的跳转：是否用了 -N？",
            );
            found.push(format!("{who}{}{what}", lang.pick(": ", "：")));
        }
    }
    found
}

/// Whether a function of the package is called in one listing and never in the other.
fn calls_more(text: &str, there: &str) -> bool {
    let callee = |line: &str| -> Option<String> {
        let (_, name) = line.split_once("\tCALL\t\"\".")?;
        Some(format!("\tCALL\t\"\".{name}"))
    };
    let mut checked = 0;
    for call in text.lines().filter_map(callee) {
        if !there.contains(&call) {
            return true;
        }
        checked += 1;
        // Enough to tell: a package compiled with -l calls nearly everything.
        if checked > 200 {
            return false;
        }
    }
    false
}

/// Whether jumps lead to the instruction behind them, as without optimisation.
fn has_idle_jumps(text: &str) -> bool {
    let mut lines = text.lines().peekable();
    let mut n = 0;
    while let Some(line) = lines.next() {
        let Some((_, target)) = line.split_once("\tJMP\t") else { continue };
        let next = lines.peek().and_then(|l| l.split(' ').nth(1));
        if next.is_some_and(|pc| pc.trim_start_matches('0') == target) {
            n += 1;
        }
        if n >= 2 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs() {
        let a = "\"\".f t=1 size=1 value=0 args=0x8 locals=0x0\n";
        assert!(hints(a, "", Lang::En)[0].contains("Go 1.7"));
        assert!(hints(a, a, Lang::En).is_empty());
        let win = "\t0x0000 00000 (a.go:3)\tMOVQ\tTLS, CX\n";
        assert!(hints("", win, Lang::En)[0].starts_with("other: "));
        let call = "\t0x0000 00000 (a.go:3)\tCALL\t\"\".foo(SB)\n";
        assert!(hints(call, "", Lang::En)[0].contains("-l"));
        let idle = "\t0x0043 00067 (d.go:6)\tJMP\t69\n\t0x0045 00069 (d.go:9)\tRET\n".repeat(2);
        assert!(hints(&idle, "", Lang::En)[0].contains("-N"));
    }
}
