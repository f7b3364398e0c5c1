package io.hawser.orchestrator.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hawser.orchestrator.server.users.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/// The console in a real browser, Debian's Chromium.
class ConsoleBrowserTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  private SampleServer sample;
  private ChromeDriver browser;

  @BeforeEach
  void start() throws Exception {
    assumeThat(CHROMIUM)
        .as("browser tests need 'apt-get install chromium chromium-driver'")
        .exists();
    assumeThat(DRIVER).as("browser tests need 'apt-get install chromium chromium-driver'").exists();
    sample = new SampleServer(Files.createDirectory(directory.resolve("data")));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.setAcceptInsecureCerts(true);
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=en",
        "--accept-lang=en",
        "--window-size=1440,1000",
        "--user-data-dir=" + directory.resolve("profile"));
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
    browser.manage().timeouts().pageLoadTimeout(PATIENCE);
  }

  @AfterEach
  void stop() {
    if (browser != null) {
      browser.quit();
    }
    if (sample != null) {
      sample.close();
    }
  }

  @Test
  void aPersonSignsInChangesTheOneTimePasswordSeesASiteAndApprovesAnEdge() {
    open("/edges/" + SampleNetwork.PENDING);
    assertThat(browser.getCurrentUrl()).contains("/login?next=");

    fill("name", "admin");
    fill("password", sample.oneTimePassword);
    submit();
    await("new");
    open("/approvals");
    assertThat(browser.getCurrentUrl()).as("nothing else before the change").endsWith("/password");
    fill("current", sample.oneTimePassword);
    fill("new", "a rope of many strands");
    fill("again", "a rope of many strands");
    submit();

    await("verdict-title");
    awaitText(By.id("live-state"), "Live");
    press(By.id("site-branch-1"));
    await("to-hq");
    assertThat(text("main")).contains("203.0.113.31", "silence 312 ms (limit 300 ms)", "9f3a 9f3a");
    waiting().until(ExpectedConditions.presenceOfElementLocated(By.cssSelector(".spark canvas")));

    press(By.cssSelector("a[href='/approvals']"));
    await("site-of-" + SampleNetwork.PENDING);
    assertThat(text("main")).contains("HW-2026-0099", "c41d 8f0a 27be 5936");
    choose(By.id("site-of-" + SampleNetwork.PENDING), "branch-3");
    press(By.cssSelector("button[value='approve']"));

    awaitText(By.cssSelector(".empty p"), "Nothing waits for approval.");
    assertThat(sample.network.told).containsExactly("approve branch-3 by user:admin");
    assertThat(complaints()).isEmpty();
  }

  @Test
  void aWrongPasswordIsSaidSo() {
    open("/login");
    fill("name", "admin");
    fill("password", "wrong");
    submit();

    awaitText(By.cssSelector("[role=alert]"), "Name or password is wrong.");
  }

  @Test
  void everyPageWorksInBothLanguagesAndThemesWithoutAComplaint() {
    signInAs(Role.ADMIN);
    for (String language : List.of("zh", "en")) {
      open("/language?to=" + language);
      assertThat(browser.findElement(By.tagName("html")).getDomAttribute("lang"))
          .isEqualTo(language);
      for (String page :
          List.of(
              "/",
              "/sites/hq",
              "/approvals",
              "/events",
              "/policy",
              "/what-if",
              "/explain",
              "/company",
              "/claims",
              "/password")) {
        open(page);
        assertThat(browser.findElements(By.tagName("h1"))).as(page).hasSize(1);
      }
    }
    open("/theme?to=dark");
    assertThat(browser.findElement(By.tagName("html")).getDomAttribute("data-bs-theme"))
        .isEqualTo("dark");
    assertThat(complaints()).isEmpty();
  }

  @Test
  void aRefusedPolicyShowsItsFaultAndKeepsTheText() {
    signInAs(Role.ADMIN);
    open("/policy");
    WebElement editor = browser.findElement(By.id("yaml"));
    String before = sample.network.policy().yaml();
    editor.clear();
    editor.sendKeys("version: 1\nmode: bad\n");
    press(By.cssSelector("button[value='apply']"));

    await("fault");
    assertThat(text("fault"))
        .contains("policy.yaml:2: mode: bad (expected: single, balance, deny)");
    assertThat(browser.findElement(By.id("yaml")).getDomProperty("value"))
        .isEqualTo("version: 1\nmode: bad\n");
    assertThat(browser.findElement(By.cssSelector(".lines .fault")).getText()).isEqualTo("2");
    assertThat(sample.network.policy().yaml()).isEqualTo(before);
  }

  @Test
  void whatIfIsAskedAndAnswered() {
    signInAs(Role.VIEWER);
    open("/what-if");
    browser.findElement(By.id("assume")).sendKeys("site branch-1 link mpls loss 5%");
    press(By.cssSelector(".editor button[type='submit']"));

    await("answer");
    assertThat(text("answer"))
        .contains("1 of 48 decisions would change", "misses its SLA (loss 5 % over 1 %)");
    assertThat(browser.findElement(By.id("assume")).getDomProperty("value"))
        .isEqualTo("site branch-1 link mpls loss 5%");

    browser.findElement(By.id("assume")).sendKeys("\nmpls down");
    press(By.cssSelector(".editor button[type='submit']"));

    await("fault");
    assertThat(text("fault")).contains("assume: mpls down (expected: site NAME link NAME");
    assertThat(complaints()).allMatch(line -> line.contains("400"));
  }

  @Test
  void aFlowIsExplained() {
    signInAs(Role.VIEWER);
    open("/sites/branch-1");
    press(By.id("to-explain"));
    await("flow");
    fill("flow", "hq");
    press(By.cssSelector(".editor button[type='submit']"));

    await("fitting");
    assertThat(text("fault")).contains("fits 2 flows");
    press(By.cssSelector("#fitting button[value='" + SampleNetwork.CALL + "']"));

    await("answer");
    assertThat(text("answer"))
        .contains(
            SampleNetwork.CALL,
            "class voice lists voice",
            "broadband>hq/broadband meets the SLA",
            "silence 312 ms (limit 300 ms)",
            "loss 0 %, delay 20.4 ms");
    assertThat(complaints()).isEmpty();
  }

  @Test
  void aSiteShowsWhatTheQueuesOfItsLinksDrop() {
    signInAs(Role.VIEWER);
    open("/sites/branch-1");
    By bulk = By.xpath("//section[@aria-labelledby='queues-title']//tr[th[contains(., 'bulk')]]");
    waiting().until(ExpectedConditions.presenceOfElementLocated(bulk));
    onPresent(
        bulk,
        row ->
            assertThat(row.getText())
                .contains("broadband", "20 Mbit/s", "10.7 Mbit/s", "368 packets", "2950"));

    open("/sites/dc");
    await("queues-title");
    assertThat(text("main")).contains("The edge has told of no queue");
    assertThat(complaints()).isEmpty();
  }

  @Test
  void whatAnotherPersonDoesAppearsWithoutAReload() {
    signInAs(Role.VIEWER);
    open("/approvals");
    await("edge-" + SampleNetwork.PENDING);

    sample.network.approve(SampleNetwork.PENDING, "branch-3", null, "user:ann");

    awaitText(By.cssSelector(".empty p"), "Nothing waits for approval.");
    waiting().until(ExpectedConditions.invisibilityOfElementLocated(By.id("pending-count")));
    assertThat(complaints()).isEmpty();
  }

  private void signInAs(Role role) {
    open("/login");
    browser
        .manage()
        .addCookie(
            new Cookie.Builder(Gate.COOKIE, sample.session(role))
                .path("/")
                .isSecure(true)
                .isHttpOnly(true)
                .build());
  }

  private void open(String path) {
    browser.get(sample.uri() + path);
  }

  private void fill(String id, String text) {
    browser.findElement(By.id(id)).sendKeys(text);
  }

  private void submit() {
    press(By.cssSelector("button[type=submit]"));
  }

  /// Uses a link or a button by the keyboard, as anybody must be able to: what the page's live
  /// parts move meanwhile, on a busy machine for long, does not matter then.
  private void press(By what) {
    onPresent(what, element -> element.sendKeys(Keys.ENTER));
  }

  private void choose(By what, String value) {
    onPresent(what, element -> new Select(element).selectByValue(value));
  }

  /// A live part may be replaced between being found and being used, and what follows it move.
  private void onPresent(By what, Consumer<WebElement> use) {
    waiting()
        .ignoring(StaleElementReferenceException.class)
        .until(
            driver -> {
              use.accept(driver.findElement(what));
              return true;
            });
  }

  private String text(String id) {
    return browser.findElement(By.id(id)).getText();
  }

  private void await(String id) {
    waiting().until(ExpectedConditions.presenceOfElementLocated(By.id(id)));
  }

  private void awaitText(By what, String text) {
    waiting().until(ExpectedConditions.textToBe(what, text));
  }

  private WebDriverWait waiting() {
    return new WebDriverWait(browser, PATIENCE);
  }

  private List<String> complaints() {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }
}
