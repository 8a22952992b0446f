//! Frames as text, JSON and HTML.

use std::fmt::Write;

use super::Lang;
use super::frame::{Frame, Outgoing, Owner, Slot, SlotKind};
use super::html::{self, escape};
use super::term::{self, BLUE, BOLD, CYAN, DIM, GREEN, Style, YELLOW};

/// Maps that get a column; the legend below the picture lists all.
const COLUMNS_MAX: usize = 12;
/// Safe points of one map that are listed.
const POINTS_MAX: usize = 6;
/// Values of one spill slot that are listed.
const OWNERS_MAX: usize = 6;

/// A line of the picture.
struct Row {
    /// Offset and size, for rows that are memory.
    place: Option<(i64, i64)>,
    text: String,
    kind: SlotKind,
    /// First row of its slot.
    head: bool,
}

/// The frames as JSON: an array of [`Frame`].
pub fn json(frames: &[Frame]) -> String {
    let mut text = serde_json::to_string_pretty(frames).expect("frames have string keys");
    text.push('\n');
    text
}

/// Pictures for a terminal.
pub fn text(frames: &[Frame], style: &Style) -> String {
    let one = |f: &Frame| picture(f, style);
    frames.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn picture(f: &Frame, style: &Style) -> String {
    let lang = style.lang;
    let mut out = String::new();
    let _ = writeln!(out, "{}  {}:{}", style.paint(BOLD, &f.func), f.file, f.line);
    for part in term::wrap(&summary(f, lang), style.width) {
        let _ = writeln!(out, "{part}");
    }
    out.push('\n');
    let n_maps = f.maps.len().min(COLUMNS_MAX);
    let rows = rows(f, lang);
    let widest = rows.iter().map(|r| term::width(&r.text)).max().unwrap_or(0);
    // Offset, size, borders, and a column of two cells for each map.
    let fixed = 10 + 6 + 5 + 2 * n_maps;
    let inner = widest.clamp(24, style.width.saturating_sub(fixed).max(24));
    let maps: String = (0..n_maps).map(|i| format!("{i:>2}")).collect();
    let heading = format!("{:>9} {:>5}", lang.pick("offset", "偏移"), lang.pick("size", "大小"));
    let pad = " ".repeat(15usize.saturating_sub(term::width(&heading)));
    let maps = match n_maps {
        0 => String::new(),
        _ => format!("{maps}  {}", lang.pick("pointer map", "指针图")),
    };
    let heading = format!("{heading}{pad}{}{maps}", " ".repeat(inner + 5));
    let heading = term::cut(heading.trim_end(), style.width);
    let _ = writeln!(out, "{}", style.paint(DIM, &heading));
    let mut area = None;
    for row in rows {
        let now = area_of(row.kind);
        if row.head && area != Some(now) {
            border(&mut out, area.is_none(), now, inner, lang, style);
            area = Some(now);
        }
        line(&mut out, f, &row, n_maps, inner, style);
    }
    let bottom = format!("{:16}└{}┘", "", "─".repeat(inner + 2));
    let _ = writeln!(out, "{}", style.paint(DIM, &bottom));
    legend(&mut out, f, style);
    out
}

fn summary(f: &Frame, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "frame {} bytes, parameters and results {} bytes; offsets count from SP after the prologue",
            f.size, f.args
        ),
        Lang::Zh => {
            format!("栈帧 {} 字节，参数和结果 {} 字节；偏移从序言之后的 SP 算起", f.size, f.args)
        }
    }
}

/// The part of the picture that a slot belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Area {
    Caller,
    Linkage,
    Locals,
    Outgoing,
}

fn area_of(kind: SlotKind) -> Area {
    match kind {
        SlotKind::Result | SlotKind::Param => Area::Caller,
        SlotKind::ReturnAddress | SlotKind::SavedBp => Area::Linkage,
        SlotKind::Outgoing => Area::Outgoing,
        _ => Area::Locals,
    }
}

impl Area {
    fn title(self, lang: Lang) -> &'static str {
        match self {
            Area::Caller => lang.pick("caller's frame", "调用者的栈帧"),
            Area::Linkage => "",
            Area::Locals => lang.pick("locals", "局部变量"),
            Area::Outgoing => lang.pick("outgoing arguments", "传出参数"),
        }
    }
}

fn border(out: &mut String, first: bool, area: Area, inner: usize, lang: Lang, style: &Style) {
    let title = match area.title(lang) {
        "" => String::new(),
        title => format!(" {title} "),
    };
    let (left, right) = if first { ('┌', '┐') } else { ('├', '┤') };
    let rest = (inner + 1).saturating_sub(term::width(&title));
    let text = format!("{:16}{left}─{title}{}{right}", "", "─".repeat(rest));
    let _ = writeln!(out, "{}", style.paint(DIM, &text));
}

fn line(out: &mut String, f: &Frame, row: &Row, n_maps: usize, inner: usize, style: &Style) {
    let place = match row.place {
        Some((offset, size)) => format!("{:>9} {size:>5}", format!("{offset}(SP)")),
        None => " ".repeat(15),
    };
    let color = match row.kind {
        SlotKind::Result | SlotKind::Param => CYAN,
        SlotKind::Spill | SlotKind::Temporary => YELLOW,
        SlotKind::DeferRecord => GREEN,
        SlotKind::Variable | SlotKind::Outgoing => BLUE,
        _ => DIM,
    };
    let cells = match row.place {
        Some((offset, size)) => marks(f, offset, size, row.head, n_maps),
        None => String::new(),
    };
    let bar = style.paint(DIM, "│");
    for (i, text) in term::wrap(&row.text, inner).iter().enumerate() {
        let indent = if row.head || i == 0 { "" } else { "  " };
        let text = term::pad(&format!("{indent}{text}"), inner);
        let text = if row.head { style.paint(color, &text) } else { text };
        let (place, cells) = if i == 0 { (place.as_str(), cells.as_str()) } else { ("", "") };
        let full = format!("{place:<15} {bar} {text} {bar}{}", style.paint(GREEN, cells));
        let _ = writeln!(out, "{}", full.trim_end());
    }
}

/// A mark for each map: the word is a live pointer, or it is a pointer that is not live there.
fn marks(f: &Frame, offset: i64, size: i64, head: bool, n_maps: usize) -> String {
    let slot = f.slots.iter().find(|s| s.offset <= offset && offset < s.offset + s.size);
    let Some(slot) = slot.filter(|s| !s.pointers.is_empty()) else { return String::new() };
    // The first row of a slot with parts speaks for no word of its own.
    if head && !slot.parts.is_empty() {
        return String::new();
    }
    let words: Vec<i64> =
        slot.pointers.iter().copied().filter(|&w| offset <= w && w < offset + size).collect();
    if words.is_empty() {
        return String::new();
    }
    let mark = |i: usize| match words.iter().filter(|&&w| f.maps[i].holds(w)).count() {
        0 => " ·",
        n if n == words.len() => " ●",
        _ => " ◐",
    };
    (0..n_maps).map(mark).collect()
}

fn rows(f: &Frame, lang: Lang) -> Vec<Row> {
    let mut rows = Vec::new();
    for s in &f.slots {
        let row = |place, text: String, head| Row { place, text, kind: s.kind, head };
        rows.push(row(Some((s.offset, s.size)), title(s, lang), true));
        for p in &s.parts {
            let note = match s.kind {
                SlotKind::DeferRecord => defer_field(&p.path, lang),
                _ => String::new(),
            };
            let text = match note.is_empty() {
                true => format!("  {} {}", p.path, p.ty),
                false => format!("  {:<8} {note}", p.path),
            };
            rows.push(row(Some((p.offset, p.size)), text, false));
        }
        for o in s.owners.iter().take(OWNERS_MAX) {
            rows.push(row(None, format!("  {}", owner(o, lang)), false));
        }
        if let Some(more) = s.owners.len().checked_sub(OWNERS_MAX + 1) {
            rows.push(row(None, format!("  {}", and_more(more + 1, lang)), false));
        }
        if s.kind == SlotKind::Outgoing {
            for call in distinct(&f.calls) {
                rows.push(row(None, format!("  {}", outgoing(call, lang)), false));
            }
        }
    }
    rows
}

/// Calls of one function with the same layout are listed once.
fn distinct(calls: &[Outgoing]) -> Vec<&Outgoing> {
    let mut seen: Vec<&Outgoing> = Vec::new();
    for c in calls {
        if !seen.iter().any(|s| s.callee == c.callee && s.bytes == c.bytes) {
            seen.push(c);
        }
    }
    seen
}

fn outgoing(c: &Outgoing, lang: Lang) -> String {
    let words: Vec<String> = c.words.iter().map(|(at, name)| format!("{name} {at}(SP)")).collect();
    let words = if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) };
    format!("{}, {} {}{words}", c.callee, c.bytes, lang.pick("bytes", "字节"))
}

fn and_more(n: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("and {n} more"),
        Lang::Zh => format!("另有 {n} 处"),
    }
}

fn kind_name(kind: SlotKind, lang: Lang) -> &'static str {
    match kind {
        SlotKind::Result => lang.pick("result", "结果"),
        SlotKind::Param => lang.pick("parameter", "参数"),
        SlotKind::ReturnAddress => lang.pick("return address", "返回地址"),
        SlotKind::SavedBp => lang.pick("saved BP", "保存的 BP"),
        SlotKind::Variable => lang.pick("variable", "变量"),
        SlotKind::Temporary => lang.pick("temporary", "临时变量"),
        SlotKind::Spill => lang.pick("spill slot", "溢出槽"),
        SlotKind::DeferRecord => lang.pick("_defer record", "_defer 记录"),
        SlotKind::Outgoing => lang.pick("arguments and results of calls", "被调函数的参数和结果"),
        SlotKind::Padding => lang.pick("padding", "填充"),
    }
}

fn title(s: &Slot, lang: Lang) -> String {
    let mut text = kind_name(s.kind, lang).to_owned();
    for part in [&s.name, &s.ty] {
        if !part.is_empty() && (s.kind != SlotKind::DeferRecord || part != &s.ty) {
            text.push(' ');
            text.push_str(part);
        }
    }
    if s.moved_to_heap {
        text += lang.pick(" (the variable itself is in the heap)", "（变量本身在堆上）");
    }
    if s.stack_object {
        text += lang.pick(" (stack object)", "（栈对象）");
    }
    text
}

fn owner(o: &Owner, lang: Lang) -> String {
    let names = match o.names.is_empty() {
        true => String::new(),
        false => format!(" = {}", o.names.join(", ")),
    };
    let line = match o.line {
        0 => String::new(),
        line => match lang {
            Lang::En => format!(", line {line}"),
            Lang::Zh => format!("，第 {line} 行"),
        },
    };
    match lang {
        Lang::En => format!("holds {} {}{names}{line}", o.value, o.op),
        Lang::Zh => format!("存放 {} {}{names}{line}", o.value, o.op),
    }
}

/// What a field of the record is for, and who fills it in.
fn defer_field(path: &str, lang: Lang) -> String {
    let (en, zh) = match path {
        "siz" => ("bytes of arguments, set here", "参数字节数，本函数填写"),
        "started" => {
            ("whether the call has begun, set by the runtime", "是否已开始执行，运行时填写")
        }
        "heap" => {
            ("whether the record is in the heap, set by the runtime", "记录是否在堆上，运行时填写")
        }
        "sp" => ("SP of this frame, set by deferprocStack", "本栈帧的 SP，deferprocStack 填写"),
        "pc" => {
            ("where deferprocStack returns to, set by it", "deferprocStack 的返回地址，由它填写")
        }
        "fn" => ("the closure to call, set here", "要调用的闭包，本函数填写"),
        "_panic" => {
            ("the panic that runs it, set by the runtime", "正在运行它的 panic，运行时填写")
        }
        "link" => (
            "the goroutine's next record, set by deferprocStack",
            "goroutine 的下一条记录，deferprocStack 填写",
        ),
        "args" => ("copy of the arguments, set here", "参数的副本，本函数填写"),
        _ => ("", ""),
    };
    lang.pick(en, zh).to_owned()
}

/// The name of a word: that of its variable and part.
pub fn word_name(f: &Frame, offset: i64) -> String {
    let slot = f.slots.iter().find(|s| s.offset <= offset && offset < s.offset + s.size);
    let Some(s) = slot else { return format!("{offset}(SP)") };
    let part = s.parts.iter().find(|p| p.offset <= offset && offset < p.offset + p.size);
    let path = match part.map(|p| p.path.as_str()) {
        None | Some("") => String::new(),
        Some(path) if path.starts_with('[') => path.to_owned(),
        Some(path) => format!(".{path}"),
    };
    format!("{}{path} {offset}(SP)", s.name)
}

/// What each map says, and where it holds.
fn legend(out: &mut String, f: &Frame, style: &Style) {
    let lang = style.lang;
    for (i, map) in f.maps.iter().enumerate() {
        let points: Vec<_> = f.points.iter().filter(|p| p.map == Some(i)).collect();
        let words: Vec<String> =
            map.args.iter().chain(&map.locals).map(|&w| word_name(f, w)).collect();
        if points.is_empty() && words.is_empty() {
            continue;
        }
        let live = match words.is_empty() {
            true => lang.pick("no live pointers", "没有活跃指针").to_owned(),
            false => format!("{} {}", lang.pick("live:", "活跃："), words.join(", ")),
        };
        let head = format!("{} {i}", lang.pick("map", "指针图"));
        let indent = term::width(&head) + 2;
        for (n, part) in term::wrap(&live, style.width.saturating_sub(indent)).iter().enumerate() {
            let _ = match n {
                0 => writeln!(out, "{}  {part}", style.paint(BOLD, &head)),
                _ => writeln!(out, "{}{part}", " ".repeat(indent)),
            };
        }
        for p in points.iter().take(POINTS_MAX) {
            let place = match lang {
                Lang::En => format!("line {}", p.line),
                Lang::Zh => format!("第 {} 行", p.line),
            };
            let text = term::cut(&p.text, style.width.saturating_sub(26));
            let _ = writeln!(out, "    {:05} {place}  {}", p.pc, style.paint(DIM, &text));
        }
        if let Some(more) = points.len().checked_sub(POINTS_MAX + 1) {
            let _ = writeln!(out, "    {}", and_more(more + 1, lang));
        }
    }
}

/// A self-contained page.
pub fn html(frames: &[Frame], title: &str, lang: Lang) -> String {
    let mut body = String::new();
    for f in frames {
        section(&mut body, f, lang);
    }
    html::page(title, &body, lang)
}

fn section(out: &mut String, f: &Frame, lang: Lang) {
    let _ = write!(
        out,
        "<section class=func><h2>{}</h2><p class=note>{}:{} · {}</p>",
        escape(&f.func),
        escape(&f.file),
        f.line,
        summary(f, lang)
    );
    // Choosing a map marks its words.
    let used: Vec<usize> =
        (0..f.maps.len()).filter(|&i| f.points.iter().any(|p| p.map == Some(i))).collect();
    if !used.is_empty() {
        let _ = write!(out, "<p class=maps>{} ", lang.pick("pointer map", "指针图"));
        for i in used {
            let _ = write!(
                out,
                "<button type=button class=map data-map={i} aria-pressed=false>{i}</button>"
            );
        }
        out.push_str("</p>");
    }
    out.push_str("<div class=scroll><table class=frame><tbody>");
    let mut area = None;
    for row in rows(f, lang) {
        let now = area_of(row.kind);
        if row.head && area != Some(now) && !now.title(lang).is_empty() {
            let _ = write!(out, "<tr class=area><th colspan=4>{}</th></tr>", now.title(lang));
        }
        if row.head {
            area = Some(now);
        }
        let class = format!("{:?}", row.kind).to_lowercase();
        let head = if row.head { " head" } else { "" };
        let (place, size, mark) = match row.place {
            Some((offset, size)) => {
                let maps = live_maps(f, offset, size, row.head);
                (format!("{offset}(SP)"), size.to_string(), maps)
            }
            None => Default::default(),
        };
        let _ = write!(
            out,
            "<tr class=\"{class}{head}\" data-live=\"{mark}\"><td>{place}<td>{size}<td>{}<td class=dot></tr>",
            escape(row.text.trim_start())
        );
    }
    out.push_str("</tbody></table></div>");
    let mut legend_text = String::new();
    legend(&mut legend_text, f, &Style { lang, color: false, width: 200 });
    if !legend_text.is_empty() {
        let _ = write!(out, "<pre class=legend>{}</pre>", escape(&legend_text));
    }
    out.push_str("</section>");
}

/// Numbers of the maps in which all pointers of the place are live, between spaces.
fn live_maps(f: &Frame, offset: i64, size: i64, head: bool) -> String {
    let marks = marks(f, offset, size, head, f.maps.len());
    let live = marks.trim_start().split(' ').enumerate().filter(|(_, m)| *m == "●" || *m == "◐");
    live.map(|(i, _)| format!(" {i} ")).collect()
}
