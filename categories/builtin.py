"""The dimensions and categories every installation starts with (S17 to S19, S38 to S41, S58 to S61), as plain data.

Codes never change once shipped: files, rules and other systems name categories by them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from categories.regions import regions


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to classify. ``open`` takes new categories from files; ``money`` hides it from those without that right."""

    code: str
    name_zh: str
    name_en: str
    single: bool = True
    tree: bool = False
    required: bool = False
    open: bool = False
    money: bool = False


@dataclass(frozen=True, slots=True)
class Category:
    """A value of a dimension; ``parent`` is the code of another one in it."""

    code: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None


DIMENSIONS = (
    Dimension("industry", "行业", "Industry", tree=True, open=True),
    Dimension("size", "规模", "Size"),
    Dimension("region", "地区", "Region", tree=True),
    Dimension("purchasing_power", "购买力", "Purchasing power", money=True),
    Dimension("tier", "客户级别", "Tier", money=True),
    Dimension("credit_grade", "信用等级", "Credit grade", money=True),
    Dimension("source", "客户来源", "Source"),
    Dimension("channel", "销售渠道", "Sales channel"),
    Dimension("activity", "活跃度", "Activity", money=True),
)

INDUSTRIES = (
    Category("manufacturing", "制造业", "Manufacturing", ("制造",)),
    Category("service", "服务业", "Services", ("服务",)),
    Category("retail", "零售业", "Retail", ("零售",)),
    Category("wholesale", "批发业", "Wholesale", ("批发",)),
    Category("finance", "金融业", "Finance", ("金融",)),
    Category("banking", "银行业", "Banking", ("银行",), "finance"),
    Category("securities", "证券业", "Securities", ("证券",), "finance"),
    Category("insurance", "保险业", "Insurance", ("保险",), "finance"),
    Category("healthcare", "医疗", "Healthcare", ("医疗业", "医疗行业", "医疗卫生")),
    Category("construction", "建筑业", "Construction", ("建筑",)),
    Category("real_estate", "房地产业", "Real estate", ("房地产",)),
    Category("transport", "交通运输业", "Transport and logistics", ("交通运输", "物流业", "物流")),
    Category("information", "信息技术业", "Information technology", ("信息技术", "IT")),
    Category("hospitality", "住宿餐饮业", "Hotels and catering", ("住宿餐饮", "餐饮业")),
    Category("education", "教育", "Education", ("教育业",)),
    Category("energy", "能源", "Energy and utilities", ("能源业",)),
    Category("mining", "采矿业", "Mining", ("采矿",)),
    Category("agriculture", "农林牧渔业", "Agriculture", ("农业", "农林牧渔")),
    Category("public", "公共机构", "Public bodies", ("政府", "事业单位")),
)

VALUES = {
    "industry": INDUSTRIES,
    "size": (
        Category("large", "大型企业", "Large enterprise", ("大型", "大企业")),
        Category("sme", "中小型企业", "Small or medium enterprise", ("中小型", "中小企业", "SMEs")),
        Category("sole_trader", "个体户", "Sole trader", ("个体", "个体工商户")),
    ),
    "purchasing_power": (
        Category("high", "高购买力", "High purchasing power", ("高",)),
        Category("medium", "中等购买力", "Medium purchasing power", ("中",)),
        Category("low", "低购买力", "Low purchasing power", ("低",)),
    ),
    "tier": (
        Category("key", "大客户", "Key account", ("大型客户", "重点客户")),
        Category("medium", "中型客户", "Medium account", ("中客户", "中等客户")),
        Category("small", "小客户", "Small account", ("小型客户",)),
    ),
    "credit_grade": (
        Category("prime", "优质客户", "Prime", ("优质",)),
        Category("standard", "一般客户", "Standard", ("一般", "普通客户")),
        Category("high_risk", "高风险客户", "High risk", ("高风险",)),
    ),
    "source": (
        Category("advertising", "广告", "Advertising", ("广告投放",)),
        Category("marketing", "营销", "Marketing", ("营销活动", "市场营销")),
        Category("partner", "合作伙伴", "Partner", ("合作方", "伙伴推荐")),
        Category("referral", "客户介绍", "Referral", ("转介绍", "老客户介绍")),
        Category("exhibition", "展会", "Trade fair", ("展览会",)),
        Category("website", "网站", "Website", ("官网",)),
        Category("walk_in", "主动上门", "Walk-in", ("上门", "自来客户")),
        Category("other", "其他来源", "Other", ("其他", "其它")),
    ),
    "channel": (
        Category("online", "线上", "Online", ("线上客户", "网上")),
        Category("offline", "线下", "Offline", ("线下客户", "门店")),
    ),
    "activity": (
        Category("high", "高活跃", "Highly active", ("高活跃度", "高活跃客户", "活跃")),
        Category("medium", "中活跃", "Moderately active", ("中活跃度", "一般活跃")),
        Category("low", "低活跃", "Barely active", ("低活跃度", "低活跃客户")),
        Category("dormant", "休眠", "Dormant", ("休眠客户", "不活跃")),
    ),
}


def dimensions() -> tuple[Dimension, ...]:
    """Return the built-in dimensions in the order they are shown."""
    return DIMENSIONS


def categories(dimension: str) -> Iterator[Category]:
    """Yield the categories of a built-in dimension, each parent before its children; KeyError for another code."""
    if dimension == "region":
        for region in regions():
            yield Category(region.code, region.name_zh, region.name_en, region.aliases, region.parent)
    else:
        yield from VALUES[dimension]
