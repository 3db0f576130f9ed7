"""The demonstration customers, as they would be typed. Firms, people and numbers are invented."""

from collections.abc import Iterator
from typing import Any

from stdnum.cn import uscc

# portfolio | name | short name | province | city | industry | size | source | channel | terms
_FIRMS = """
EAST|上海澜桥精密机械有限公司|澜桥精密|上海市|上海|制造业|中小型企业|展会|线下|net 30
EAST|上海砚舟国际物流有限公司|砚舟物流|上海市|上海|物流|中小型企业|网站|线上|month_end+30
EAST|上海霁川生物技术股份有限公司|霁川生物|上海市|上海|医疗|大型企业|合作伙伴|线下|net 60
EAST|上海芷汀商业保理有限公司|芷汀保理|上海市|上海|金融业|大型企业|合作伙伴|线上|day 25 of +1
EAST|上海栖梧酒店管理有限公司|栖梧酒店|上海市|上海|餐饮业|中小型企业|客户介绍|线下|net 30
EAST|苏州青岫纺织科技有限公司|青岫纺织|江苏省|苏州|制造业|中小型企业|展会|线下|net 45
EAST|南京翎羽软件有限公司|翎羽软件|江苏省|南京|信息技术|中小型企业|网站|线上|net 30
EAST|无锡樾林新能源有限公司|樾林新能源|江苏省|无锡|能源|大型企业|营销|线下|month_end+60
EAST|常州朴衡轨道部件有限公司|朴衡轨道|江苏省|常州|制造业|中小型企业|展会|线下|net 60
EAST|南通渡月家用品有限公司|渡月家居|江苏省|南通|零售业|中小型企业|广告|线上|net 15
EAST|扬州漱石文化传播有限公司|漱石文化|江苏省|扬州|服务业|中小型企业|客户介绍|线上|net 30
EAST|徐州沅岭重工股份有限公司|沅岭重工|江苏省|徐州|制造业|大型企业|合作伙伴|线下|month_end+30
EAST|合肥溯光半导体有限公司|溯光半导体|安徽省|合肥|制造业|大型企业|展会|线下|net 60
EAST|芜湖汀岸船舶配件有限公司|汀岸船配|安徽省|芜湖|制造业|中小型企业|主动上门|线下|net 30
EAST|蚌埠筱禾农产品有限公司|筱禾农品|安徽省|蚌埠|农业|中小型企业|客户介绍|线下|net 15
EAST|济南岱屿建设集团有限公司|岱屿建设|山东省|济南|建筑业|大型企业|营销|线下|month_end+60
EAST|青岛听澜水产有限公司|听澜水产|山东省|青岛|批发业|中小型企业|展会|线下|net 30
EAST|烟台葡丘酒业有限公司|葡丘酒业|山东省|烟台|零售业|中小型企业|广告|线上|net 30
EAST|南昌赣汐医药连锁有限公司|赣汐医药|江西省|南昌|医疗|中小型企业|合作伙伴|线下|net 45
EAST|景德镇窑溪陶瓷有限公司|窑溪陶瓷|江西省|景德镇|制造业|中小型企业|展会|线上|net 30
EAST|Harbour Vale Trading (Shanghai) Co., Ltd.|Harbour Vale|上海市|上海|批发业|中小型企业|网站|线上|net 30
SOUTH|南宁邕桐糖业有限公司|邕桐糖业|广西壮族自治区|南宁|制造业|大型企业|合作伙伴|线下|net 30
SOUTH|桂林漓苑旅游服务有限公司|漓苑旅游|广西壮族自治区|桂林|服务业|中小型企业|广告|线上|net 15
SOUTH|柳州榕墨汽车零件有限公司|榕墨汽配|广西壮族自治区|柳州|制造业|中小型企业|展会|线下|month_end+30
SOUTH|北海珠屿水产贸易有限公司|珠屿水产|广西壮族自治区|北海|批发业|中小型企业|客户介绍|线下|net 30
SOUTH|海口椰序商业管理有限公司|椰序商业|海南省|海口|零售业|中小型企业|营销|线下|net 30
SOUTH|三亚礁岸酒店有限公司|礁岸酒店|海南省|三亚|餐饮业|中小型企业|网站|线上|net 15
SOUTH|海口琼栈冷链物流有限公司|琼栈冷链|海南省|海口|物流|中小型企业|展会|线下|net 30
SOUTH|长沙橘屿传媒有限公司|橘屿传媒|湖南省|长沙|信息技术|中小型企业|网站|线上|net 30
SOUTH|株洲衡桅轨道装备股份有限公司|衡桅装备|湖南省|株洲|制造业|大型企业|合作伙伴|线下|net 60
SOUTH|岳阳云梦粮油有限公司|云梦粮油|湖南省|岳阳|农业|中小型企业|客户介绍|线下|net 30
SOUTH|厦门鹭泊供应链有限公司|鹭泊供应链|福建省|厦门|物流|大型企业|合作伙伴|线上|day 25 of +1
SOUTH|泉州石笋鞋服有限公司|石笋鞋服|福建省|泉州|制造业|中小型企业|展会|线下|net 45
SOUTH|福州榕下教育咨询有限公司|榕下教育|福建省|福州|教育|中小型企业|广告|线上|net 15
SOUTH|昆明滇杪花卉有限公司|滇杪花卉|云南省|昆明|农业|中小型企业|展会|线上|net 15
SOUTH|贵阳黔芯数据有限公司|黔芯数据|贵州省|贵阳|信息技术|中小型企业|网站|线上|net 30
SOUTH|Palm Quay Logistics Co., Ltd.|Palm Quay|海南省|海口|物流|中小型企业|网站|线上|net 30
"""
_PEOPLE = """
EAST|张三|张三商行|上海市|上海|零售业|个体户|主动上门|线下|net 15
SOUTH|李四|李四果品|海南省|三亚|零售业|个体户|主动上门|线下|
SOUTH|王五|王五维修|广西壮族自治区|南宁|服务业|个体户|客户介绍|线下|
"""
CONTACTS = ("赵六", "钱七", "孙八", "周九", "吴十", "郑十一")
PROVINCE_CODES = {"上海市": "310000", "江苏省": "320000", "安徽省": "340000", "山东省": "370000", "福建省": "350000"}
PREFIX = "DEMO-"


def rows() -> Iterator[dict[str, Any]]:
    """Every demonstration customer as the members of POST /customers/, numbered in ``external_id``."""
    for kind, table in (("organisation", _FIRMS), ("individual", _PEOPLE)):
        for line in table.strip().splitlines():
            yield {"kind": kind} | _typed(line.split("|"))


def numbered() -> Iterator[dict[str, Any]]:
    """The rows with what only their place in the list decides: number, contact, tax id."""
    for place, row in enumerate(rows(), start=1):
        province = row["addresses"][0]["province"]
        row["external_id"] = f"{PREFIX}{place:02}"
        row["contacts"] = [_contact(place)]
        if row["kind"] == "organisation" and province in PROVINCE_CODES:
            row["tax_id"] = _tax_id(PROVINCE_CODES[province], place)
        yield row


def ending(name: str, place: int) -> dict[str, Any]:
    """A customer of EAST that will not stay, with just what is needed."""
    return {"portfolio": "EAST", "name": name, "terms": "net 30", "external_id": f"{PREFIX}{place:02}"}


def _typed(cells: list[str]) -> dict[str, Any]:
    portfolio, name, short_name, province, city, industry, size, source, channel, terms = cells
    categories = {"industry": industry, "size": size, "region": city, "source": source, "channel": channel}
    return {
        "portfolio": portfolio,
        "name": name,
        "short_name": short_name,
        "addresses": [{"kind": "registered", "province": province, "city": city, "line": "示范路 1 号"}],
        "categories": {dimension: [category] for dimension, category in categories.items()},
        "terms": terms,
    }


def _contact(place: int) -> dict[str, Any]:
    return {
        "name": CONTACTS[place % len(CONTACTS)],
        "mobile": f"1380000{place:04}",
        "email": f"finance{place:02}@example.com",
        "is_primary": True,
    }


def _tax_id(province: str, place: int) -> str:
    """A number with a right check digit and an organisation code nobody has."""
    body = f"91{province}MADEM{place:04}"
    return body + uscc.calc_check_digit(body)
