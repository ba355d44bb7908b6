"""Short fictional prose for the sections of a report, true to its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from audit.form import Cell, Form

Values = Mapping[Cell, float]
OUTCOME_GROUPS = (
    ("予以公开", "granted"),
    ("部分公开", "partially_granted"),
    ("不予公开", "denied"),
    ("无法提供", "unable"),
    ("不予处理", "notproc"),
    ("其他处理", "other"),
)
RESULTS = (
    ("结果维持", "upheld"),
    ("结果纠正", "corrected"),
    ("其他结果", "other"),
    ("尚未审结", "pending"),
)

ROUTINES = (
    "重点发布了民生服务、应急演练和公共预算等方面的信息",
    "对照公开目录逐项核对,及时补齐了缺少的栏目",
    "围绕群众办事需要,更新了办事指南和常见问题解答",
    "在便民大厅增设了查阅点,并安排专人值守",
    "对新出台的文件同步发布了图文解读",
)
CARE = (
    "修订了公文公开属性的审核流程,发布前由两人分别校对",
    "建立了文件清理台账,每季度核对一次有效性",
    "对历史公文逐件核实公开属性,并补录了缺失的文号",
    "指定专人管理文件目录,失效文件均已标注",
)
PLATFORMS = (
    "完成了网站检索功能的改版,栏目层级由四级减为三级",
    "关停了一个长期不更新的账号,其余账号每周巡查",
    "网站开设了专题栏目,并完成了无障碍改造",
    "优化了移动端页面,查阅目录不再需要多次跳转",
)
SUPERVISION = (
    "组织了两次业务培训,未发生责任追究的情形",
    "把信息公开纳入年度考核,并邀请居民代表开展了社会评议",
    "每季度通报一次抽查结果,问题均在一周内整改",
    "设立了意见箱和监督电话,收到的意见均已回复",
)
PROBLEMS = (
    "部分栏目更新不够及时",
    "政策解读的形式比较单一",
    "经办人员变动较多,业务还不够熟练",
    "答复文书的格式不够统一",
    "与公众的互动还不够充分",
    "公开目录与实际业务对应得不够细",
)
REMEDIES = (
    "明确各栏目的更新责任人和更新期限",
    "增加图表、短片等解读方式",
    "开展常态化培训并编写办理手册",
    "统一答复文书样式,发出前集中审核",
    "每季度开展一次线下开放活动",
    "结合业务变化重新梳理公开目录",
)


def overview(form: Form, values: Values, year: int, rng: Random) -> tuple[str, ...]:
    """Section 一 in its five parts."""
    documents = _documents(form, values)
    return (
        f"(一)主动公开情况。{_published(year, rng)}{rng.choice(ROUTINES)}。",
        f"(二)依申请公开情况。{applications(form, values, year)}{disputes(values)}",
        f"(三)政府信息管理情况。{rng.choice(CARE)}。{documents}",
        f"(四)政府信息公开平台建设情况。{rng.choice(PLATFORMS)}。",
        f"(五)监督保障情况。{rng.choice(SUPERVISION)}。",
    )


def _published(year: int, rng: Random) -> str:
    parts = [rng.randint(1, 300) for _ in range(3)]
    return (
        f"{year}年通过门户网站公开信息{sum(parts)}条,"
        f"其中工作动态{parts[0]}条,通知公告{parts[1]}条,其他信息{parts[2]}条。"
    )


def applications(form: Form, values: Values, year: int) -> str:
    """Tell how many applications were received and how they were handled."""
    received = _total(values, "new_received")
    carried_in, handled = _total(values, "carried_in"), _total(values, "results_total")
    carried_out = _total(values, "carried_out")
    if not received + carried_in:
        return f"{year}年未收到政府信息公开申请,无结转下年度继续办理的申请。"
    people = _whole(values, Cell("applications", "new_received", "natural_person"))
    said = f"{year}年共收到政府信息公开申请{received}件"
    if received:
        said += f",其中自然人申请{people}件,法人或其他组织申请{received - people}件"
    said += f";上年结转{carried_in}件。" if carried_in else "。"
    said += f"办结{handled}件{_outcomes(form, values)},"
    return said + (
        f"结转下年度继续办理{carried_out}件。" if carried_out else "无结转下年度继续办理的申请。"
    )


def _outcomes(form: Form, values: Values) -> str:
    counted = []
    for words, group in OUTCOME_GROUPS:
        rows = [
            row.key
            for row in form.tables["applications"].rows
            if row.key == group or group in row.groups
        ]
        counted.append((words, sum(_total(values, row) for row in rows)))
    said = "、".join(f"{words}{n}件" for words, n in counted if n)
    return f"({said})" if said else ""


def disputes(values: Values) -> str:
    """Tell how many reviews and suits there were, and how they ended."""
    review = _whole(values, Cell("disputes", "review", "total"))
    suits = sum(
        _whole(values, Cell("disputes", row, "total"))
        for row in ("litigation_direct", "litigation_after_review")
    )
    if not review + suits:
        return "未发生因政府信息公开申请引起的行政复议、行政诉讼。"
    ended = [
        f"{words}{n}件"
        for words, column in RESULTS
        if (n := _whole(values, Cell("disputes", "review", column)))
    ]
    said = f"政府信息公开行政复议{review}件" + (f",其中{'、'.join(ended)}" if ended else "")
    return f"{said};政府信息公开行政诉讼{suits}件。"


def _documents(form: Form, values: Values) -> str:
    row = form.tables["disclosure"].row("normative_documents")
    first, second, third = (
        _whole(values, Cell("disclosure", row.key, column))
        for column in form.tables["disclosure"].columns_of(row)
    )
    if not first + second + third:
        return ""
    if form.version == "2019":
        return f"制作规范性文件{first}件,新公开规范性文件{second}件,对外公开总数{third}件。"
    return f"制发行政规范性文件{first}件,废止{second}件,现行有效{third}件。"


def problems(year: int, rng: Random) -> tuple[str, ...]:
    """Section 五: what is lacking, and what is done about it."""
    first, second = rng.sample(range(len(PROBLEMS)), 2)
    one, two = rng.sample(range(len(REMEDIES)), 2)
    return (
        f"{year}年政府信息公开工作还存在一些问题:一是{PROBLEMS[first]};二是{PROBLEMS[second]}。",
        f"下一步将从以下方面改进:一是{REMEDIES[one]};二是{REMEDIES[two]}。",
    )


def other(version: str, values: Values, rng: Random) -> tuple[str, ...]:
    """Section 六: fees, from 2021 on."""
    if version == "2019":
        return ("没有其他需要报告的事项。",)
    unpaid = sum(
        int(n)
        for cell, n in values.items()
        if cell.row == "other_fee_unpaid" and cell.column == "total"
    )
    if unpaid:
        sum_due = 100 * unpaid * rng.randint(1, 3)
        return (
            f"本年度发出收费通知{unpaid}件,通知收费金额{sum_due}元,"
            "申请人均逾期未缴纳,实际未收取信息处理费。",
        )
    return (rng.choice(("本年度未收取信息处理费。", "本年度未收取政府信息公开信息处理费。")),)


def _total(values: Values, row: str) -> int:
    return _whole(values, Cell("applications", row, "total"))


def _whole(values: Values, cell: Cell) -> int:
    return int(values.get(cell, 0))
