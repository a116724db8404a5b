// Languages by their codes of ISO 639-1 and 639-2, with those that were withdrawn: SCORM 2004 names languages by them.

const TWO =
  "aaabaeafakamanarasavayazbabebgbhbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteufafffifjfofrfygagdglgngugvhahe" +
  "hihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrkskukvkwkylalblglilnloltlulvmgmhmimkmlmnmomrmsmtmynanbnd" +
  "nengnlnnnonrnvnyocojomorospapiplpsptqurmrnrorurwsascsdsesgshsiskslsmsnsosqsrssstsusvswtatetgthtitktltntotrtstttwty" +
  "ugukuruzvevivowawoxhyiyozazhzu";
const THREE =
  "aarabkaceachadaadyafaafhafrainakaakkalbalealgaltamhanganpapaaraarcargarmarnarpartarwasmastathausavaaveawaaymazebad" +
  "baibakbalbambanbaqbasbatbejbelbembenberbhobihbikbinbisblabntbodbosbrabrebtkbuabugbulburbyncadcaicarcatcaucebcelces" +
  "chachbchechgchichkchmchnchochpchrchuchvchycmccnrcopcorcoscpecpfcppcrecrhcrpcsbcuscymczedakdandardaydeldendeudgrdin" +
  "divdoidradsbduadumdutdyudzoefiegyekaellelxengenmepoesteuseweewofanfaofasfatfijfilfinfiufonfrafrefrmfrofrrfrsfryful" +
  "furgaagaygbagemgeogergezgilglagleglgglvgmhgohgongorgotgrbgrcgregrngswgujgwihaihathauhawhebherhilhimhinhithmnhmohrv" +
  "hsbhunhuphyeibaiboiceidoiiiijoikuileiloinaincindineinhipkirairoislitajavjbojpnjprjrbkaakabkackalkamkankarkaskatkau" +
  "kawkazkbdkhakhikhmkhokikkinkirkmbkokkomkonkorkoskpekrckrlkrokrukuakumkurkutladlahlamlaolatlavlezlimlinlitlollozltz" +
  "lualublugluilunluolusmacmadmagmahmaimakmalmanmaomapmarmasmaymdfmdrmenmgamicminmismkdmkhmlgmltmncmnimnomohmolmonmos" +
  "mrimsamulmunmusmwlmwrmyamynmyvnahnainapnaunavnblndendondsnepnewnianicniunldnnonobnognonnornqonsonubnwcnyanymnynnyo" +
  "nziociojioriormosaossotaotopaapagpalpampanpappaupeoperphiphnplipolponporprapropusquerajraprarroarohromronrumrunrup" +
  "russadsagsahsaisalsamsansassatsccscnscoscrselsemsgasgnshnsidsinsiositslaslksloslvsmasmesmismjsmnsmosmssnasndsnksog" +
  "somsonsotspasqisrdsrnsrpsrrssasswsuksunsussuxswaswesycsyrtahtaitamtatteltemtertettgktglthatibtigtirtivtkltlhtlitmh" +
  "togtontpitsitsntsotuktumtupturtuttvltwityvudmugauigukrumbundurduzbvaivenvievolvotwakwalwarwaswelwenwlnwolxalxhoyao" +
  "yapyidyorypkzapzblzenzghzhazhozndzulzunzxxzza";
const KNOWN = new Set([...TWO.match(/../g), ...THREE.match(/.../g)]);
const TAG = /^([a-z]{1,8})((?:-[a-z0-9]{1,8})*)$/i;
const LOCAL = /^q[a-t][a-z]$/; // reserved for local use

/** Whether a text names a language as RFC 3066 writes it: "de", "deu", "de-AT", "i-klingon". */
export function isLanguage(text) {
  const [, first, rest] = TAG.exec(text) ?? [];
  if (!first) return false;
  if (/^[ix]$/i.test(first)) return rest !== "";
  return KNOWN.has(first.toLowerCase()) || LOCAL.test(first.toLowerCase());
}
